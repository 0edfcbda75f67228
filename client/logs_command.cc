#include "client/logs_command.h"

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "client/cancellation.h"
#include "client/format.h"
#include "client/job_text.h"
#include "client/json_output.h"
#include "client/printable.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

void PrintLogLine(const v1::JobEvent& event, const CommandContext& context) {
  if (!event.has_log()) return;
  std::ostream& out = context.console.out;
  if (context.format == OutputFormat::kJson) {
    out << ToJsonLine(event);
    return;
  }
  out << TimeText(ToTime(event.time()), context.console.zone) << " "
      << v1::LogLine::Severity_Name(event.log().severity()) << " " << Printable(event.log().text())
      << "\n";
}

absl::StatusOr<ExitCode> RunLogs(const std::string& argument, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string name, ParseJobName(argument));
  Cancellation never;
  bool is_first = true;
  int64_t newest_sequence = 0;
  RETURN_IF_ERROR(
      context.client().WatchJob(name, /*after_sequence=*/0, never, [&](const v1::JobEvent& event) {
        if (is_first) {
          // Carries the sequence of the newest event there is; those up to it follow.
          is_first = false;
          newest_sequence = event.sequence();
          return newest_sequence > 0 && !event.last();
        }
        PrintLogLine(event, context);
        return event.sequence() < newest_sequence && !event.last();
      }));
  return ExitCode::kDone;
}

}  // namespace

void AddLogsCommand(CLI::App& app, Command& chosen) {
  const auto job = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("logs", "Print the log lines of a job so far");
  verb->add_option("JOB", *job, "A job: 17 or jobs/17")->required();
  verb->footer(
      "With --format json: one event object a line. 'palimpsest watch' follows a running job.\n"
      "Example:\n"
      "  palimpsest logs 17");
  verb->callback([job, &chosen] {
    chosen = [job](CommandContext& context) { return RunLogs(*job, context); };
  });
}

}  // namespace palimpsest
