#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/display/format.h"
#include "client/display/json_output.h"
#include "client/display/table.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

std::string RenderWorkers(const std::vector<v1::Worker>& workers, absl::Time now) {
  Table table({{"WORKER"},
               {"SLOT"},
               {"STATE"},
               {"ATTEMPT"},
               {"HOST"},
               {"PID", Table::Align::kRight},
               {"HEARTBEAT", Table::Align::kRight},
               {"LIBTORCH"},
               {"BUILD"}});
  for (const v1::Worker& worker : workers) {
    table.AddRow({worker.name(), worker.slot_kind(),
                  absl::AsciiStrToLower(v1::Worker::State_Name(worker.state())), worker.attempt(),
                  worker.host(), absl::StrCat(worker.pid()),
                  AgeText(FromProto(worker.last_heartbeat_time()), now), worker.libtorch_version(),
                  worker.build_id()});
  }
  return table.Render();
}

absl::StatusOr<ExitCode> RunWorkerLs(CommandContext& context) {
  ASSIGN_OR_RETURN(const std::vector<v1::Worker> workers, context.client().ListWorkers());
  context.console.out << (context.format == OutputFormat::kJson
                              ? ToJsonArray(workers)
                              : RenderWorkers(workers, context.console.clock.Now()));
  return ExitCode::kDone;
}

}  // namespace

void AddWorkerCommand(CLI::App& app, Command& chosen) {
  CLI::App* noun = app.add_subcommand("worker", "Look at the workers");
  noun->require_subcommand(0, 1);
  CLI::App* verb = noun->add_subcommand("ls", "List the workers");
  verb->footer(
      "Example:\n"
      "  palimpsest worker ls");
  verb->callback([&chosen] { chosen = RunWorkerLs; });
}

}  // namespace palimpsest
