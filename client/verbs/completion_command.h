#ifndef PALIMPSEST_CLIENT_VERBS_COMPLETION_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_COMPLETION_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `completion bash|zsh`: a script that completes verbs and flags, made from `app` as it is at the
// end of parsing, so that it knows every verb.
void AddCompletionCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_COMPLETION_COMMAND_H_
