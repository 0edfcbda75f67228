#ifndef PALIMPSEST_CLIENT_VERBS_COMMAND_H_
#define PALIMPSEST_CLIENT_VERBS_COMMAND_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/console.h"
#include "client/exit_code.h"
#include "client/remote/api_client.h"
#include "common/rpc/address.h"

namespace palimpsest {

// What a verb works with. Not thread-safe.
class CommandContext {
 public:
  CommandContext(const Address& server, OutputFormat format, Console& console)
      : console(console), format(format), server_(server) {}

  // The server. Dialled at the first use, so that a verb that needs none makes no connection.
  ApiClient& client() {
    if (client_ == nullptr) client_ = std::make_unique<ApiClient>(server_);
    return *client_;
  }

  Console& console;
  const OutputFormat format;

 private:
  const Address server_;
  std::unique_ptr<ApiClient> client_;
};

// A verb with its arguments, ready to run. An error is reported as one line, with the exit code of
// its status; kFailedJob and kInterrupted are not errors of the verb, which has told about them.
using Command = std::function<absl::StatusOr<ExitCode>(CommandContext&)>;

// Runs `run` with the name ("jobs/17") of each job that an argument means, in their order. An
// argument that means none is an error before anything runs. A job that fails does not keep the
// others from their turn: its error is printed as a line; the exit code is that of the first that
// did not end in kDone. kInterrupted ends it at once, and so does an output that cannot be written.
absl::StatusOr<ExitCode> RunForEachJob(
    const std::vector<std::string>& arguments, const Console& console,
    const std::function<absl::StatusOr<ExitCode>(const std::string& job)>& run);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_COMMAND_H_
