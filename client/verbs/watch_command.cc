#include <memory>
#include <string>
#include <vector>

#include "client/remote/interrupt_scope.h"
#include "client/verbs/verbs.h"
#include "client/verbs/watch_job.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunWatch(const std::vector<std::string>& jobs, CommandContext& context) {
  Cancellation cancellation;
  InterruptScope interrupt_scope(cancellation);
  return RunForEachJob(jobs, context.console, [&](const std::string& job) {
    return WatchJob(job, cancellation, context);
  });
}

}  // namespace

void AddWatchCommand(CLI::App& app, Command& chosen) {
  const auto jobs = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = app.add_subcommand("watch", "Watch jobs until they end");
  verb->add_option("JOB", *jobs, "Jobs: 17 or jobs/17")->required();
  verb->footer(
      "Shows a progress bar on a terminal, plain lines in a pipe, one event object a line with\n"
      "--format json. Goes on after a lost connection. Several jobs are watched one after the "
      "other,\n"
      "each from its beginning. Exit code 0: all succeeded, 1: one failed or was cancelled. "
      "Ctrl-C\n"
      "ends the watch, not the job.\n"
      "Examples:\n"
      "  palimpsest watch 17\n"
      "  palimpsest watch 17 18 19\n"
      "  palimpsest watch 17 --format json | jq -c .metric");
  verb->callback([jobs, &chosen] {
    chosen = [jobs](CommandContext& context) { return RunWatch(*jobs, context); };
  });
}

}  // namespace palimpsest
