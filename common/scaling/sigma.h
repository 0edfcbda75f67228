#ifndef PALIMPSEST_COMMON_SCALING_SIGMA_H_
#define PALIMPSEST_COMMON_SCALING_SIGMA_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// A multiple of the spread maps to the largest code: alpha = |mean w| + k * standard deviation, as
// LSQ+ (Bhalgat 2020) starts its clips and DoReFa's users set theirs. The standard deviation is the
// population's (divided by n). Importance plays no part. O(n).
class SigmaStrategy final : public ScalingStrategy {
 public:
  // `k` must be > 0 and finite.
  explicit SigmaStrategy(double k) : k_(k) {}

  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override;

 private:
  double k_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_SIGMA_H_
