#include <memory>
#include <string>

#include "client/remote/interrupt_scope.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "client/verbs/watch_job.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunWatch(const std::string& argument, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
  Cancellation cancellation;
  InterruptScope interrupt_scope(cancellation);
  return WatchJob(name, cancellation, context);
}

}  // namespace

void AddWatchCommand(CLI::App& app, Command& chosen) {
  const auto job = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("watch", "Watch a job until it ends");
  verb->add_option("JOB", *job, "A job: 17 or jobs/17")->required();
  verb->footer(
      "Shows a progress bar on a terminal, plain lines in a pipe, one event object a line with\n"
      "--format json. Goes on after a lost connection. Exit code 0: the job succeeded, 1: it "
      "failed\n"
      "or was cancelled. Ctrl-C ends the watch, not the job.\n"
      "Examples:\n"
      "  palimpsest watch 17\n"
      "  palimpsest watch 17 --format json | jq -c .metric");
  verb->callback([job, &chosen] {
    chosen = [job](CommandContext& context) { return RunWatch(*job, context); };
  });
}

}  // namespace palimpsest
