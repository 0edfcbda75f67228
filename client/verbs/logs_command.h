#ifndef PALIMPSEST_CLIENT_VERBS_LOGS_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_LOGS_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `logs`: the log lines of a job.
void AddLogsCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_LOGS_COMMAND_H_
