#ifndef PALIMPSEST_SERVER_WORKER_HEARTBEATER_H_
#define PALIMPSEST_SERVER_WORKER_HEARTBEATER_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/steady_condition.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/worker/attempt_control.h"
#include "server/worker/workers_client.h"

namespace palimpsest {

// Keeps a registered worker and its lease alive from a thread of its own, and hands on what the
// server answers: a cancel, or that the lease is lost. A server that does not answer is asked again
// at the next interval; the run goes on meanwhile. A server that has been started anew does not
// know the worker: it registers again under its name, and keeps its lease. Thread-safe.
class Heartbeater {
 public:
  // Starts beating. `client` must outlive this object; `registration` is what `registered` was the
  // answer to.
  Heartbeater(WorkersClient& client, const v1::RegisterWorkerRequest& registration,
              const v1::RegisterWorkerResponse& registered);
  // Stops; waits for a call in flight.
  ~Heartbeater();
  Heartbeater(const Heartbeater&) = delete;
  Heartbeater& operator=(const Heartbeater&) = delete;

  // Beats for the lease from now on, and tells `control`, which must live until Idle().
  void Watch(const v1::Lease& lease, AttemptControl& control) ABSL_LOCKS_EXCLUDED(mutex_);
  // Beats for the worker alone from now on; no control is used any more when this returns.
  void Idle() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Beat() ABSL_LOCKS_EXCLUDED(mutex_);
  void HandOn(const v1::HeartbeatRequest& request,
              const absl::StatusOr<v1::HeartbeatResponse>& response) ABSL_LOCKS_EXCLUDED(mutex_);

  void RegisterAgain() ABSL_LOCKS_EXCLUDED(mutex_);

  WorkersClient& client_;
  const v1::RegisterWorkerRequest registration_;
  const absl::Duration interval_;
  const absl::Duration timeout_;
  absl::Mutex mutex_;
  SteadyCondition stopped_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  v1::HeartbeatRequest request_ ABSL_GUARDED_BY(mutex_);
  AttemptControl* control_ ABSL_GUARDED_BY(mutex_) = nullptr;
  // Whether the last beat reached the server, so that the log has a line a change.
  bool reached_ ABSL_GUARDED_BY(mutex_) = true;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_HEARTBEATER_H_
