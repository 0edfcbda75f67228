#ifndef PALIMPSEST_CLIENT_VERBS_SHOW_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_SHOW_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `show`: everything about one job.
void AddShowCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_SHOW_COMMAND_H_
