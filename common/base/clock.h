#ifndef PALIMPSEST_COMMON_BASE_CLOCK_H_
#define PALIMPSEST_COMMON_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace palimpsest {

// Where the time comes from, so that tests need not wait. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class RealClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_CLOCK_H_
