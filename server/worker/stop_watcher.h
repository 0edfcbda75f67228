#ifndef PALIMPSEST_SERVER_WORKER_STOP_WATCHER_H_
#define PALIMPSEST_SERVER_WORKER_STOP_WATCHER_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "common/process/unique_fd.h"
#include "common/process/wake_up.h"
#include "server/worker/worker.h"

namespace palimpsest {

// Waits, in a thread of its own, for the things that end a worker: a stop signal, or the end of the
// server that started it. The signals must be blocked (BlockStopSignals).
class StopWatcher {
 public:
  // `parent_fd` is the read end of a pipe whose write end only the server has, or -1; it becomes
  // this object's. `on_stop` is called at most once, from the watching thread.
  static absl::StatusOr<std::unique_ptr<StopWatcher>> Start(
      int parent_fd, std::function<void(Worker::StopReason)> on_stop);

  // Ends the thread; no call is made any more when this returns.
  ~StopWatcher();
  StopWatcher(const StopWatcher&) = delete;
  StopWatcher& operator=(const StopWatcher&) = delete;

 private:
  StopWatcher(UniqueFd parent, UniqueFd signals, std::function<void(Worker::StopReason)> on_stop);

  void Watch();

  const UniqueFd parent_;
  const UniqueFd signals_;
  const std::function<void(Worker::StopReason)> on_stop_;
  WakeUp end_;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_STOP_WATCHER_H_
