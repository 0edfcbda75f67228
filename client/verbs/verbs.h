#ifndef PALIMPSEST_CLIENT_VERBS_VERBS_H_
#define PALIMPSEST_CLIENT_VERBS_VERBS_H_

#include <CLI/CLI.hpp>

#include "client/verbs/command.h"

namespace palimpsest {

// Each adds a verb to `app`, with its options and a footer of examples. When the arguments name it,
// `chosen` becomes what runs it; both must live as long as the parsing and the running.

// `submit`: reads a job and queues it.
void AddSubmitCommand(CLI::App& app, Command& chosen);
// `ls`: a line a job.
void AddLsCommand(CLI::App& app, Command& chosen);
// `show`: everything about a job.
void AddShowCommand(CLI::App& app, Command& chosen);
// `watch`: how jobs get on, until they end.
void AddWatchCommand(CLI::App& app, Command& chosen);
// `logs`: the log lines of a job.
void AddLogsCommand(CLI::App& app, Command& chosen);
// `cancel`: asks jobs to stop.
void AddCancelCommand(CLI::App& app, Command& chosen);
// `results`: many jobs side by side.
void AddResultsCommand(CLI::App& app, Command& chosen);
// `artifact ls|get|verify`: the files of a job.
void AddArtifactCommand(CLI::App& app, Command& chosen);
// `worker ls`: who runs jobs.
void AddWorkerCommand(CLI::App& app, Command& chosen);
// `server status`: the server.
void AddServerCommand(CLI::App& app, Command& chosen);
// `help [VERB]`: what `VERB --help` prints.
void AddHelpCommand(CLI::App& app, Command& chosen);
// `completion bash|zsh`: a script that completes verbs and flags, made from `app` as it is at the
// end of parsing, so that it knows every verb.
void AddCompletionCommand(CLI::App& app, Command& chosen);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_VERBS_H_
