#ifndef PALIMPSEST_CLIENT_COMMAND_LINE_H_
#define PALIMPSEST_CLIENT_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "client/console.h"
#include "client/exit_code.h"

namespace palimpsest {

// Runs `palimpsest ARGUMENTS...`: finds the verb, runs it, and reports an error as one line on
// console.err. Returns what main should.
ExitCode RunCommandLine(const std::vector<std::string>& arguments, Console& console);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_COMMAND_LINE_H_
