#ifndef PALIMPSEST_COMMON_BASE_BACKOFF_H_
#define PALIMPSEST_COMMON_BASE_BACKOFF_H_

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "common/base/random.h"

namespace palimpsest {

struct BackoffOptions {
  absl::Duration initial = absl::Milliseconds(100);
  absl::Duration max = absl::Seconds(5);
  // Share of each wait that is random, 0..1, so that many clients of one server do not come back at
  // the same instant.
  double jitter = 0.5;
  uint64_t seed = 1;
};

// The waits between tries of something that fails: `initial`, then twice as long each time up to
// `max`. Not thread-safe.
class Backoff {
 public:
  explicit Backoff(const BackoffOptions& options) : options_(options), random_(options.seed) {
    Reset();
  }

  // How long to wait before the next try: between (1 - jitter) and 1 times the current step.
  absl::Duration Next() {
    const absl::Duration step = step_;
    step_ = std::min(2 * step_, options_.max);
    return step * (1 - options_.jitter * random_.Uniform());
  }

  // After a success: the next wait is a first one again.
  void Reset() { step_ = std::min(options_.initial, options_.max); }

 private:
  BackoffOptions options_;
  Random random_;
  absl::Duration step_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_BACKOFF_H_
