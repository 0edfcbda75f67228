#ifndef PALIMPSEST_SERVER_WORKER_WORKER_H_
#define PALIMPSEST_SERVER_WORKER_WORKER_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/backoff.h"
#include "common/base/steady_condition.h"
#include "common/job/slot.h"
#include "common/process/wake_up.h"
#include "common/rpc/address.h"
#include "server/worker/attempt_control.h"
#include "server/worker/attempt_runner.h"
#include "server/worker/engine_process.h"
#include "server/worker/heartbeater.h"
#include "server/worker/warm_engine.h"
#include "server/worker/workers_client.h"

namespace palimpsest {

struct WorkerOptions {
  Address server_address;
  Slot slot;
  EngineOptions engine;
  // An engine is replaced after so many jobs.
  int jobs_per_engine = 50;
  // work_dir is this worker's own: what a killed worker left in it is removed at the start.
  AttemptOptions attempt;
  // How long one AcquireLease waits for a job. Between two of them an engine that died while it was
  // idle is replaced.
  absl::Duration lease_wait = absl::Seconds(5);
  BackoffOptions backoff;
};

// The life of a worker: register, lease a job, run it on the engine, again. A server that is away
// is dialled again for ever, with backoff.
class Worker {
 public:
  enum class StopReason {
    // Tell the server that the attempt goes back to the queue.
    kAsked,
    // There is no server left to tell.
    kServerGone,
  };

  explicit Worker(const WorkerOptions& options);

  // Works until Stop(), then OK. An error says in one line that there is no engine, that it lacks
  // the slot's kind of device, or why the server refuses this worker.
  absl::Status Run() ABSL_LOCKS_EXCLUDED(mutex_);

  // Makes Run() return within about two seconds. Thread-safe; the first reason counts.
  void Stop(StopReason reason) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Until stopped (OK), the server has forgotten this worker (OK), or there is no going on.
  absl::Status Serve(Heartbeater& heartbeater) ABSL_LOCKS_EXCLUDED(mutex_);
  void RunAttempt(const v1::Lease& lease, Heartbeater& heartbeater) ABSL_LOCKS_EXCLUDED(mutex_);
  // Tells the server that the stopped attempt may be given to another worker.
  void GiveBack(const v1::Lease& lease);
  absl::Status CheckSlot(const v1::Hello& hello) const;
  bool IsStopped() ABSL_LOCKS_EXCLUDED(mutex_);
  void PauseBeforeNextTry() ABSL_LOCKS_EXCLUDED(mutex_);

  const WorkerOptions options_;
  // "workers/ID": for the life of this object.
  const std::string name_;
  const std::shared_ptr<grpc::Channel> channel_;
  WorkersClient client_;
  WarmEngine engine_;
  AttemptRunner runner_;
  Backoff backoff_;
  // Set once stopped: interrupts an engine's start.
  WakeUp stop_wake_up_;
  absl::Mutex mutex_;
  SteadyCondition stop_condition_;
  absl::optional<StopReason> stopped_ ABSL_GUARDED_BY(mutex_);
  // Of the attempt that goes on.
  AttemptControl* control_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_WORKER_H_
