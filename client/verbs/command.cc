#include "client/verbs/command.h"

#include <ostream>

#include "client/remote/rpc_status.h"
#include "client/verbs/arguments.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::StatusOr<ExitCode> RunForEachJob(
    const std::vector<std::string>& arguments, const Console& console,
    const std::function<absl::StatusOr<ExitCode>(const std::string& job)>& run) {
  std::vector<std::string> jobs;
  for (const std::string& argument : arguments) {
    ASSIGN_OR_RETURN(jobs.emplace_back(), JobNameOfArgument(argument));
  }
  if (jobs.size() == 1) return run(jobs[0]);
  ExitCode first = ExitCode::kDone;
  for (const std::string& job : jobs) {
    const absl::StatusOr<ExitCode> ended = run(job);
    if (!console.out) return ended;  // nobody would see the others
    if (!ended.ok()) console.err << ErrorLine(ended.status()) << std::endl;
    const ExitCode exit_code = ended.ok() ? *ended : ExitCodeOf(ended.status());
    if (exit_code == ExitCode::kInterrupted) return exit_code;
    if (first == ExitCode::kDone) first = exit_code;
  }
  return first;
}

}  // namespace palimpsest
