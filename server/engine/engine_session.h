#ifndef PALIMPSEST_SERVER_ENGINE_ENGINE_SESSION_H_
#define PALIMPSEST_SERVER_ENGINE_ENGINE_SESSION_H_

#include <atomic>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/optional.h"
#include "palimpsest/v1/engine.pb.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// The engine's side of the conversation with its worker (engine.proto): says hello, then runs one
// job after another, while a reader thread listens for cancellations and for the end of the socket.
class EngineSession final : public RunEvents {
 public:
  // Runs a job; events go to the session. Returns what to send.
  using Runner = std::function<v1::RunEnded(const v1::RunJob& job, RunEvents& events)>;

  // `socket_fd` stays the caller's and must stay open until Serve returns.
  EngineSession(int socket_fd, Runner runner);

  // Until the worker closes the socket: OK then, also in the middle of a run, which is stopped.
  // Otherwise the first error of the socket, DATA_LOSS for a frame that makes no sense, or ABORTED
  // after a run that failed with DEVICE_FAULT: an accelerator that has faulted is of no more use to
  // this process.
  absl::Status Serve(const v1::Hello& hello);

  // RunEvents, for the runner. What cannot be sent any more is dropped: the reader notices the lost
  // worker.
  void Report(const v1::Progress& progress) override;
  void Report(const v1::Metric& metric) override;
  void Log(v1::LogLine::Severity severity, absl::string_view text) override;
  bool cancelled() const override { return cancelled_.load(std::memory_order_relaxed); }

 private:
  // Reads frames until the socket ends, in a thread of its own.
  void ReadFrames();
  absl::Status Send(const v1::FromEngine& frame) ABSL_LOCKS_EXCLUDED(send_mutex_);
  void SendEvent(v1::JobEvent event);
  // The next job; nothing once the socket has ended.
  absl::optional<v1::RunJob> NextJob() ABSL_LOCKS_EXCLUDED(mutex_);

  const int socket_fd_;
  const Runner runner_;
  std::atomic<bool> cancelled_{false};
  absl::Mutex send_mutex_;  // one frame at a time
  absl::Mutex mutex_;
  absl::optional<v1::RunJob> job_ ABSL_GUARDED_BY(mutex_);
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_status_ ABSL_GUARDED_BY(mutex_);
};

// What to send for how a run ended.
v1::RunEnded MakeRunEnded(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_ENGINE_SESSION_H_
