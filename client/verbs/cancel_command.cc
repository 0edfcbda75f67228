#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/display/job_text.h"
#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunCancel(const std::vector<std::string>& arguments,
                                   CommandContext& context) {
  std::ostream& out = context.console.out;
  const bool is_json = context.format == OutputFormat::kJson;
  std::vector<v1::Job> cancelled;
  const absl::StatusOr<ExitCode> ended = RunForEachJob(
      arguments, context.console, [&](const std::string& name) -> absl::StatusOr<ExitCode> {
        ASSIGN_OR_RETURN(const v1::Job job, context.client().CancelJob(name));
        cancelled.push_back(job);
        if (!is_json) out << Printable(job.name()) << " is " << StateText(job.state()) << std::endl;
        return ExitCode::kDone;
      });
  if (is_json && arguments.size() > 1 && ended.ok()) out << ToJsonArray(cancelled);
  if (is_json && arguments.size() == 1 && ended.ok()) out << ToJson(cancelled[0]);
  return ended;
}

}  // namespace

void AddCancelCommand(CLI::App& app, Command& chosen) {
  const auto jobs = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = app.add_subcommand("cancel", "Ask queued or running jobs to stop");
  verb->add_option("JOB", *jobs, "Jobs: 17 or jobs/17")->required();
  verb->footer(
      "A job that has ended already is an error (exit code 6), but the others are asked all the "
      "same.\n"
      "Examples:\n"
      "  palimpsest cancel 17\n"
      "  palimpsest cancel 17 18 19");
  verb->callback([jobs, &chosen] {
    chosen = [jobs](CommandContext& context) { return RunCancel(*jobs, context); };
  });
}

}  // namespace palimpsest
