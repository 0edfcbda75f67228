#ifndef PALIMPSEST_COMMON_SCALING_MIN_MAX_H_
#define PALIMPSEST_COMMON_SCALING_MIN_MAX_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// The largest absolute weight maps to the largest code: alpha = max |w|. Nothing clips; one outlier
// stretches the grid for all. The usual control. Importance plays no part. O(n).
class MinMaxStrategy final : public ScalingStrategy {
 public:
  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_MIN_MAX_H_
