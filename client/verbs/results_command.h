#ifndef PALIMPSEST_CLIENT_VERBS_RESULTS_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_RESULTS_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `results`: jobs side by side, a row each.
void AddResultsCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_RESULTS_COMMAND_H_
