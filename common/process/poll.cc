#include "common/process/poll.h"

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace palimpsest {
namespace {

// Never above a minute, so that a far deadline cannot overflow; the caller looks again.
int TimeoutMilliseconds(absl::Duration left) {
  const absl::Duration bounded = std::clamp(left, absl::ZeroDuration(), absl::Minutes(1));
  // Rounded up: a remainder below a millisecond must not become a busy loop.
  return static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(bounded, absl::Milliseconds(1))));
}

}  // namespace

bool PollUntil(absl::Span<pollfd> fds, SteadyTime deadline) {
  while (true) {
    const absl::Duration left = deadline - SteadyNow();
    if (poll(fds.data(), fds.size(), TimeoutMilliseconds(left)) > 0) return true;
    if (left <= absl::ZeroDuration()) return false;
  }
}

}  // namespace palimpsest
