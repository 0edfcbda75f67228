#ifndef PALIMPSEST_SERVER_SCHEDULER_TICKER_H_
#define PALIMPSEST_SERVER_SCHEDULER_TICKER_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/steady_condition.h"

namespace palimpsest {

// Calls a function again and again from a thread of its own, until destroyed.
class Ticker {
 public:
  Ticker(absl::Duration interval, std::function<void()> tick);
  // No call is under way any more when this returns.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  // True if it is time to stop.
  bool Pause() ABSL_LOCKS_EXCLUDED(mutex_);

  const absl::Duration interval_;
  absl::Mutex mutex_;
  SteadyCondition stopped_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_TICKER_H_
