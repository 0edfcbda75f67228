#ifndef PALIMPSEST_CLIENT_VERBS_SUBMIT_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_SUBMIT_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `submit`: makes a job of a file, flags and --set options, and prints its name. `chosen` is set
// when the command line names the verb; so in all these files.
void AddSubmitCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_SUBMIT_COMMAND_H_
