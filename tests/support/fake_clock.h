#ifndef PALIMPSEST_TESTS_SUPPORT_FAKE_CLOCK_H_
#define PALIMPSEST_TESTS_SUPPORT_FAKE_CLOCK_H_

#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"

namespace palimpsest {

// A clock that goes on when a test says so. Thread-safe.
class FakeClock : public Clock {
 public:
  absl::Time Now() const override {
    RunOnce(at_next_now_);
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  SteadyTime SteadyNow() const override {
    RunOnce(at_next_steady_now_);
    absl::MutexLock lock(&mutex_);
    return steady_;
  }

  // Time passes.
  void Advance(absl::Duration duration) {
    absl::MutexLock lock(&mutex_);
    now_ += duration;
    steady_ = steady_ + duration;
  }

  // Somebody sets the clock of the wall, or the machine slept.
  void StepWallClock(absl::Duration duration) {
    absl::MutexLock lock(&mutex_);
    now_ += duration;
  }

  // Runs `act` once, in the thread that asks for the time next, before it is told: what happens in
  // another thread just then, at will.
  void AtNextNow(std::function<void()> act) {
    absl::MutexLock lock(&mutex_);
    at_next_now_ = std::move(act);
  }
  void AtNextSteadyNow(std::function<void()> act) {
    absl::MutexLock lock(&mutex_);
    at_next_steady_now_ = std::move(act);
  }

 private:
  void RunOnce(std::function<void()>& slot) const {
    std::function<void()> act;
    {
      absl::MutexLock lock(&mutex_);
      act.swap(slot);
    }
    if (act) act();
  }

  mutable absl::Mutex mutex_;
  mutable std::function<void()> at_next_now_;
  mutable std::function<void()> at_next_steady_now_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = absl::FromUnixSeconds(1700000000);
  SteadyTime steady_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_FAKE_CLOCK_H_
