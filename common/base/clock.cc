#include "common/base/clock.h"

#include <time.h>

namespace palimpsest {

SteadyTime SteadyNow() {
  // Not CLOCK_BOOTTIME, which goes on while the machine sleeps.
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return SteadyTime::FromSinceStart(absl::DurationFromTimespec(now));
}

}  // namespace palimpsest
