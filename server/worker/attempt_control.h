#ifndef PALIMPSEST_SERVER_WORKER_ATTEMPT_CONTROL_H_
#define PALIMPSEST_SERVER_WORKER_ATTEMPT_CONTROL_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/steady_condition.h"
#include "common/process/wake_up.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// What other threads ask of an attempt that is going on: the heartbeat brings a user's cancel or
// the news that the lease is lost, the event reporter gives up, a signal stops the worker. The
// thread that runs the attempt looks at it whenever wake_up() is set. Thread-safe.
class AttemptControl {
 public:
  struct Requests {
    // Complete the attempt as cancelled.
    bool cancel = false;
    // The attempt is no longer this worker's: drop it.
    bool lost = false;
    // The worker ends: stop at once.
    bool stop = false;
    // Complete the attempt with this failure.
    absl::optional<v1::Failure> failure;
  };

  void RequestCancel() ABSL_LOCKS_EXCLUDED(mutex_);
  void LoseLease() ABSL_LOCKS_EXCLUDED(mutex_);
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);
  // The first failure counts.
  void Fail(const v1::Failure& failure) ABSL_LOCKS_EXCLUDED(mutex_);

  Requests requests() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Set by every request. Clear it before looking at requests().
  WakeUp& wake_up() { return wake_up_; }

  // Waits for `duration`, or less if the attempt is lost or stopped; true if it is neither.
  bool Pause(absl::Duration duration) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  Requests requests_ ABSL_GUARDED_BY(mutex_);
  mutable SteadyCondition over_;
  WakeUp wake_up_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_ATTEMPT_CONTROL_H_
