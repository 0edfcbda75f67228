#include <memory>
#include <ostream>
#include <string>

#include "client/display/job_text.h"
#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunCancel(const std::string& argument, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
  ASSIGN_OR_RETURN(const v1::Job job, context.client().CancelJob(name));
  if (context.format == OutputFormat::kJson) {
    context.console.out << ToJson(job);
  } else {
    context.console.out << Printable(job.name()) << " is " << StateText(job.state()) << "\n";
  }
  return ExitCode::kDone;
}

}  // namespace

void AddCancelCommand(CLI::App& app, Command& chosen) {
  const auto job = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("cancel", "Ask a queued or running job to stop");
  verb->add_option("JOB", *job, "A job: 17 or jobs/17")->required();
  verb->footer(
      "A job that has ended already is an error (exit code 6).\n"
      "Example:\n"
      "  palimpsest cancel 17");
  verb->callback([job, &chosen] {
    chosen = [job](CommandContext& context) { return RunCancel(*job, context); };
  });
}

}  // namespace palimpsest
