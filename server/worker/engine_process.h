#ifndef PALIMPSEST_SERVER_WORKER_ENGINE_PROCESS_H_
#define PALIMPSEST_SERVER_WORKER_ENGINE_PROCESS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "common/process/child_process.h"
#include "common/process/unique_fd.h"
#include "common/process/wake_up.h"
#include "palimpsest/v1/engine.pb.h"

namespace palimpsest {

struct EngineOptions {
  std::string program;
  int threads = 1;
  // Of the engine alone: in place of, or beside, what is in the worker's own environment.
  std::map<std::string, std::string> environment;
  // From start to Hello; loading LibTorch takes 2 to 3 s on an idle machine.
  absl::Duration hello_timeout = absl::Seconds(60);
  // Within a frame, and for the engine to take a frame.
  absl::Duration stall_timeout = absl::Seconds(30);
  // Between SIGTERM and SIGKILL.
  absl::Duration stop_grace = absl::Seconds(1);
};

// A palimpsest-engine and the socket to it. Not thread-safe.
class EngineProcess {
 public:
  // Starts the program and waits for its Hello. CANCELLED if `interrupt` is set meanwhile; other
  // errors say in one line why there is no engine.
  static absl::StatusOr<std::unique_ptr<EngineProcess>> Start(const EngineOptions& options,
                                                              const WakeUp& interrupt);

  // Stops the engine.
  ~EngineProcess();
  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  const v1::Hello& hello() const { return hello_; }
  pid_t pid() const { return child_->pid(); }
  bool HasEnded() { return child_->Wait(absl::ZeroDuration()).has_value(); }

  // UNAVAILABLE if the engine has closed the socket.
  absl::Status Send(const v1::ToEngine& frame);

  // The next frame, or nullopt once `deadline` has passed or while `interrupt` is set. An error
  // means that this engine is of no more use: OUT_OF_RANGE if it has closed the socket, else it
  // broke the protocol.
  absl::StatusOr<absl::optional<v1::FromEngine>> Receive(SteadyTime deadline,
                                                         const WakeUp& interrupt);

  // After Receive or Send has failed with `status`: the failure of the attempt that was going on.
  // Ends the engine if it still runs.
  v1::Failure Autopsy(const absl::Status& status);

 private:
  EngineProcess(const EngineOptions& options, std::unique_ptr<ChildProcess> child, UniqueFd socket)
      : options_(options), child_(std::move(child)), socket_(std::move(socket)) {}

  absl::Status AwaitHello(const WakeUp& interrupt);

  const EngineOptions options_;
  const std::unique_ptr<ChildProcess> child_;
  UniqueFd socket_;
  v1::Hello hello_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_ENGINE_PROCESS_H_
