#ifndef PALIMPSEST_CLIENT_VERBS_LS_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_LS_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `ls`: the newest jobs.
void AddLsCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_LS_COMMAND_H_
