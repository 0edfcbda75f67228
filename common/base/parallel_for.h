#ifndef PALIMPSEST_COMMON_BASE_PARALLEL_FOR_H_
#define PALIMPSEST_COMMON_BASE_PARALLEL_FOR_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/base/stop_token.h"

namespace palimpsest {

struct ParallelOptions {
  // At most so many threads work, the caller's among them; 1 is the caller alone.
  int threads = 1;
  // Items that one call of the body gets. Some milliseconds of work at most: a stop waits for it.
  int64_t chunk = 1;
  StopToken stop;
};

// Calls `body(begin, end)` for consecutive chunks of [0, count), on the caller's thread and on
// those of a pool that the process starts when first needed and keeps. Every chunk is the same
// whatever the number of threads, so a body that writes to places of its own gives the same result.
//
// Returns the error of the first chunk that has one (later ones are not begun then), CANCELLED if a
// stop is requested, UNAVAILABLE if the pool's threads cannot be started. All calls of the
// body have ended when it returns. A body may call ParallelFor: the caller's thread alone finishes
// any work, so waiting for each other is impossible. Thread-safe.
absl::Status ParallelFor(int64_t count, const ParallelOptions& options,
                         absl::FunctionRef<absl::Status(int64_t begin, int64_t end)> body);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_PARALLEL_FOR_H_
