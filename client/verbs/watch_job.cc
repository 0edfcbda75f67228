#include "client/verbs/watch_job.h"

#include <memory>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "client/display/job_text.h"
#include "client/display/watch_display.h"
#include "client/remote/job_watcher.h"
#include "client/remote/rpc_status.h"

namespace palimpsest {

absl::StatusOr<ExitCode> WatchJob(const std::string& name, Cancellation& cancellation,
                                  CommandContext& context) {
  Console& console = context.console;
  const std::unique_ptr<WatchDisplay> display = MakeWatchDisplay(context.format, console);
  const absl::StatusOr<v1::Job> job =
      FollowJob(context.client(), name, WatchOptions(), cancellation, *display);
  if (absl::IsCancelled(job.status())) {
    console.err << "palimpsest: " << name << " goes on; 'palimpsest watch " << name
                << "' watches it again, 'palimpsest cancel " << name << "' stops it\n";
    return ExitCode::kInterrupted;
  }
  if (!job.ok()) return job.status();
  if (job->state() == v1::Job::SUCCEEDED) return ExitCode::kDone;
  const std::string reason = job->has_failure()
                                 ? absl::StrCat(" failed: ", FailureText(job->failure()))
                                 : absl::StrCat(" was ", StateText(job->state()));
  console.err << ErrorLine(absl::AbortedError(absl::StrCat(name, reason))) << "\n";
  return ExitCode::kFailedJob;
}

}  // namespace palimpsest
