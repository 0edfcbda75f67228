#ifndef PALIMPSEST_SERVER_SCHEDULER_LEASE_CLOCK_H_
#define PALIMPSEST_SERVER_SCHEDULER_LEASE_CLOCK_H_

#include <algorithm>

#include "absl/time/time.h"
#include "common/base/clock.h"

namespace palimpsest {

// The time that counts against leases: the steady clock, but a long gap between two ticks counts as
// a short one. A server that was stopped, swapped out or held up by its disk could hear no
// heartbeat meanwhile; its workers are not to blame and get time to be heard of. Not thread-safe.
class LeaseClock {
 public:
  // Begins at `start`; between two ticks it goes on by `max_gap` at most.
  LeaseClock(SteadyTime start, absl::Duration max_gap)
      : max_gap_(max_gap), last_tick_(start), counted_(start) {}

  SteadyTime At(SteadyTime now) const {
    return counted_ + std::clamp(now - last_tick_, absl::ZeroDuration(), max_gap_);
  }

  void Tick(SteadyTime now) {
    counted_ = At(now);
    last_tick_ = std::max(last_tick_, now);
  }

 private:
  const absl::Duration max_gap_;
  SteadyTime last_tick_;
  // What the clock shows at last_tick_.
  SteadyTime counted_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_LEASE_CLOCK_H_
