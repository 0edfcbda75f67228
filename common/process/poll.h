#ifndef PALIMPSEST_COMMON_PROCESS_POLL_H_
#define PALIMPSEST_COMMON_PROCESS_POLL_H_

#include <poll.h>

#include "absl/types/span.h"
#include "common/base/clock.h"

namespace palimpsest {

// poll() until `deadline` (SteadyTime::InfiniteFuture() waits for ever); signals are retried. True
// if a descriptor is ready, false once the deadline has passed. Fills in `revents`.
bool PollUntil(absl::Span<pollfd> fds, SteadyTime deadline);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_POLL_H_
