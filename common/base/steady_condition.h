#ifndef PALIMPSEST_COMMON_BASE_STEADY_CONDITION_H_
#define PALIMPSEST_COMMON_BASE_STEADY_CONDITION_H_

#include <condition_variable>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace palimpsest {

// A condition variable whose timeouts run on the steady clock. Those of absl::Mutex run on the
// clock of the wall: set it back by an hour, and a wait of 2 s lasts an hour longer. Thread-safe.
class SteadyCondition {
 public:
  // Waits until `holds` returns true, or for `timeout`; returns what `holds` says at the end.
  // `holds` is called with the mutex held, at the start and after every NotifyAll.
  bool WaitFor(absl::Mutex& mutex, absl::Duration timeout, const std::function<bool()>& holds)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // Call it after a change that waiters look for, with the mutex held or after.
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_STEADY_CONDITION_H_
