#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/display/format.h"
#include "client/display/job_report.h"
#include "client/display/json_output.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

std::string RenderInfo(const v1::ServerInfo& info, const std::string& server, absl::Time now) {
  return absl::StrCat(
      ReportLine("server", server), ReportLine("build", info.build_id()),
      ReportLine("up for", DurationText(now - FromProto(info.start_time()))),
      ReportLine("jobs", absl::StrCat(info.queued_jobs(), " queued, ", info.running_jobs(),
                                      " running, ", info.ended_jobs(), " ended")),
      ReportLine("workers", absl::StrCat(info.workers())),
      ReportLine("database",
                 absl::StrCat(info.database_path(), " (schema ", info.schema_version(), ")")),
      ReportLine("artifacts", info.artifact_dir()),
      ReportLine("models", absl::StrJoin(info.models(), ", ")),
      ReportLine("datasets", absl::StrJoin(info.datasets(), ", ")),
      ReportLine("strategies", absl::StrJoin(info.strategies(), ", ")));
}

absl::StatusOr<ExitCode> RunServerStatus(CommandContext& context) {
  ASSIGN_OR_RETURN(const v1::ServerInfo info, context.client().GetServerInfo());
  context.console.out << (context.format == OutputFormat::kJson
                              ? ToJson(info)
                              : RenderInfo(info, context.client().server(),
                                           context.console.clock.Now()));
  return ExitCode::kDone;
}

}  // namespace

void AddServerCommand(CLI::App& app, Command& chosen) {
  CLI::App* noun = app.add_subcommand("server", "Look at the server");
  noun->require_subcommand(0, 1);
  CLI::App* verb =
      noun->add_subcommand("status", "Show what the server is and how much it has to do");
  verb->footer(
      "Examples:\n"
      "  palimpsest server status\n"
      "  palimpsest --server lab7:7117 server status --format json");
  verb->callback([&chosen] { chosen = RunServerStatus; });
}

}  // namespace palimpsest
