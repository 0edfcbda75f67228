#ifndef PALIMPSEST_COMMON_BASE_CLOCK_H_
#define PALIMPSEST_COMMON_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace palimpsest {

// A moment on a clock that nobody sets and that stands still while the machine sleeps; it counts
// from some start that means nothing outside this process. Deadlines, leases and waits run on it:
// a clock that is set by an hour, or a night with the lid closed, must not end them.
class SteadyTime {
 public:
  SteadyTime() = default;
  static SteadyTime FromSinceStart(absl::Duration since_start) { return SteadyTime(since_start); }
  static SteadyTime InfinitePast() { return SteadyTime(-absl::InfiniteDuration()); }
  static SteadyTime InfiniteFuture() { return SteadyTime(absl::InfiniteDuration()); }

  friend SteadyTime operator+(SteadyTime time, absl::Duration duration) {
    return SteadyTime(time.since_start_ + duration);
  }
  friend absl::Duration operator-(SteadyTime a, SteadyTime b) {
    return a.since_start_ - b.since_start_;
  }
  friend bool operator<(SteadyTime a, SteadyTime b) { return a.since_start_ < b.since_start_; }
  friend bool operator<=(SteadyTime a, SteadyTime b) { return a.since_start_ <= b.since_start_; }
  friend bool operator>(SteadyTime a, SteadyTime b) { return b < a; }
  friend bool operator>=(SteadyTime a, SteadyTime b) { return b <= a; }
  friend bool operator==(SteadyTime a, SteadyTime b) { return a.since_start_ == b.since_start_; }

 private:
  explicit SteadyTime(absl::Duration since_start) : since_start_(since_start) {}

  absl::Duration since_start_;
};

// The moment by CLOCK_MONOTONIC.
SteadyTime SteadyNow();

// Where the time comes from, so that tests need not wait. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // For stamps that people read. It may jump.
  virtual absl::Time Now() const = 0;
  // For everything that is waited for or counted.
  virtual SteadyTime SteadyNow() const = 0;
};

class RealClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
  SteadyTime SteadyNow() const override { return palimpsest::SteadyNow(); }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_CLOCK_H_
