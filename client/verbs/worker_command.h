#ifndef PALIMPSEST_CLIENT_VERBS_WORKER_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_WORKER_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `worker ls`: who computes.
void AddWorkerCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_WORKER_COMMAND_H_
