#ifndef PALIMPSEST_CLIENT_VERBS_ARTIFACT_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_ARTIFACT_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// `artifact ls|get|verify`: the files of a job.
void AddArtifactCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_ARTIFACT_COMMAND_H_
