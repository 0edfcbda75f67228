#include <memory>
#include <ostream>
#include <string>

#include "client/display/job_report.h"
#include "client/display/json_output.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunShow(const std::string& argument, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
  ASSIGN_OR_RETURN(const v1::Job job, context.client().GetJob(name));
  const Console& console = context.console;
  console.out << (context.format == OutputFormat::kJson
                      ? ToJson(job)
                      : RenderJob(job, console.clock.Now(), console.zone));
  return ExitCode::kDone;
}

}  // namespace

void AddShowCommand(CLI::App& app, Command& chosen) {
  const auto job = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("show", "Show everything about a job");
  verb->add_option("JOB", *job, "A job: 17 or jobs/17")->required();
  verb->footer(
      "Examples:\n"
      "  palimpsest show 17\n"
      "  palimpsest show 17 --format json");
  verb->callback([job, &chosen] {
    chosen = [job](CommandContext& context) { return RunShow(*job, context); };
  });
}

}  // namespace palimpsest
