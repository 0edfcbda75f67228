#ifndef PALIMPSEST_COMMON_SCALING_MIN_MAX_ASYMMETRIC_H_
#define PALIMPSEST_COMMON_SCALING_MIN_MAX_ASYMMETRIC_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// The smallest weight maps to code 0 and the largest to the largest code, with a free zero point:
// delta = (max - min) / (2^B - 1), z = -min / delta. The 1-to-1 scaling of a range to the codes;
// the control that all others must beat. Equal weights are scaled by the range from them to 0.
// Importance plays no part. O(n).
class MinMaxAsymmetricStrategy final : public ScalingStrategy {
 public:
  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_MIN_MAX_ASYMMETRIC_H_
