#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/display/format.h"
#include "client/display/job_text.h"
#include "client/display/json_output.h"
#include "client/display/progress_bar.h"
#include "client/display/table.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

struct LsOptions {
  std::vector<std::string> states;
  int64_t limit = 50;
};

std::string RenderJobs(const std::vector<v1::Job>& jobs, absl::Time now) {
  Table table({{"JOB"},
               {"NAME"},
               {"STATE"},
               {"MODEL"},
               {"DATASET"},
               {"STRATEGY"},
               {"FINAL", Table::Align::kRight},
               {"SUBMITTED", Table::Align::kRight},
               {"USER"}});
  for (const v1::Job& job : jobs) {
    table.AddRow({job.name(), job.spec().display_name(),
                  job.state() == v1::Job::RUNNING ? RenderProgressText(job.progress())
                                                  : StateText(job.state()),
                  job.spec().model().name(), job.spec().dataset().name(),
                  job.spec().scaling().strategy(),
                  job.has_result() ? PercentText(job.result().final_accuracy()) : "",
                  AgeText(FromProto(job.create_time()), now), job.user()});
  }
  return table.Render();
}

absl::StatusOr<ExitCode> RunLs(const LsOptions& options, CommandContext& context) {
  std::vector<v1::Job::State> states;
  for (const std::string& text : options.states) {
    ASSIGN_OR_RETURN(states.emplace_back(), ParseState(text));
  }
  ASSIGN_OR_RETURN(const JobList list, context.client().ListJobs(states, options.limit));
  const auto shown = static_cast<int64_t>(list.jobs.size());
  if (context.format == OutputFormat::kJson) {
    context.console.out << ToJsonArray(list.jobs);
  } else {
    context.console.out << RenderJobs(list.jobs, context.console.clock.Now());
  }
  if (shown < list.total) {
    // Not among the output, which a script may read.
    context.console.err << "palimpsest: the newest " << CountText(shown) << " of "
                        << CountText(list.total) << "; --limit 0 lists all\n";
  }
  return ExitCode::kDone;
}

}  // namespace

void AddLsCommand(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<LsOptions>();
  CLI::App* verb = app.add_subcommand("ls", "List jobs, the newest first");
  verb->add_option("--state", options->states,
                   "Only jobs in this state (queued, running, cancelling, succeeded, failed, "
                   "cancelled); repeatable")
      ->allow_extra_args(false);
  AddLimitOption(*verb, options->limit);
  verb->footer(
      "Examples:\n"
      "  palimpsest ls\n"
      "  palimpsest ls --state queued --state running\n"
      "  palimpsest ls --limit 0 --format json");
  verb->callback([options, &chosen] {
    chosen = [options](CommandContext& context) { return RunLs(*options, context); };
  });
}

}  // namespace palimpsest
