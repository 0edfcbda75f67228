#include <memory>
#include <string>

#include "client/display/watch_display.h"
#include "client/remote/cancellation.h"
#include "client/remote/interrupt_scope.h"
#include "client/remote/job_watcher.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunLogs(const std::string& argument, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
  Cancellation cancellation;
  InterruptScope interrupt_scope(cancellation);
  LogDisplay display(context.format, context.console);
  const absl::Status status =
      FollowJob(context.client(), name, WatchOptions(), cancellation, display).status();
  if (absl::IsCancelled(status)) return ExitCode::kInterrupted;
  if (!status.ok()) return status;
  return ExitCode::kDone;
}

}  // namespace

void AddLogsCommand(CLI::App& app, Command& chosen) {
  const auto job = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("logs", "Print the log lines of a job");
  verb->add_option("JOB", *job, "A job: 17 or jobs/17")->required();
  verb->footer(
      "Prints all lines from the first on; while the job runs, new ones as they come, until it "
      "ends\n"
      "or Ctrl-C; those of a failed job end with the failure. With --format json: one event object "
      "a line. The exit code says nothing about "
      "the\n"
      "job; see 'palimpsest watch'.\n"
      "Example:\n"
      "  palimpsest logs 17");
  verb->callback([job, &chosen] {
    chosen = [job](CommandContext& context) { return RunLogs(*job, context); };
  });
}

}  // namespace palimpsest
