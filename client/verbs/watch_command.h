#ifndef PALIMPSEST_CLIENT_VERBS_WATCH_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_WATCH_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `watch`: shows a job until it ends; the exit code says how.
void AddWatchCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_WATCH_COMMAND_H_
