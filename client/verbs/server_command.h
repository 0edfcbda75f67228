#ifndef PALIMPSEST_CLIENT_VERBS_SERVER_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_SERVER_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `server status`: what the server is and how much it has to do.
void AddServerCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_SERVER_COMMAND_H_
