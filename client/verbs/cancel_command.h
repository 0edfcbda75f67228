#ifndef PALIMPSEST_CLIENT_VERBS_CANCEL_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_CANCEL_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `cancel`: asks a job to stop.
void AddCancelCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_CANCEL_COMMAND_H_
