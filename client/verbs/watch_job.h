#ifndef PALIMPSEST_CLIENT_VERBS_WATCH_JOB_H_
#define PALIMPSEST_CLIENT_VERBS_WATCH_JOB_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/remote/cancellation.h"
#include "client/verbs/command.h"

namespace palimpsest {

// What `watch` and `submit --watch` do: shows the job `name` until it ends. kDone if it succeeded;
// kFailedJob, told on stderr, if it failed or was cancelled; kInterrupted if `cancellation` came,
// telling on stderr that the job goes on. Errors of FollowJob (job_watcher.h).
absl::StatusOr<ExitCode> WatchJob(const std::string& name, Cancellation& cancellation,
                                  CommandContext& context);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_WATCH_JOB_H_
