#ifndef PALIMPSEST_COMMON_SCALING_CLOSED_FORMS_H_
#define PALIMPSEST_COMMON_SCALING_CLOSED_FORMS_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

// Rules that take a look or two at each weight. Importance plays no part in them; each is O(n) and
// promises what ScalingStrategy::Choose does.
namespace palimpsest {

// The largest absolute weight maps to the largest code: alpha = max |w|. Nothing clips; one outlier
// stretches the grid for all. The usual control.
absl::StatusOr<ScaleChoice> ChooseMinMax(const ScalingInput& input);

// The smallest weight maps to code 0 and the largest to the largest code, with a free zero point:
// delta = (max - min) / (2^B - 1), z = -min / delta. The 1-to-1 scaling of a range to the codes;
// the control that all others must beat. Equal weights are scaled by the range from them to 0.
absl::StatusOr<ScaleChoice> ChooseMinMaxAsymmetric(const ScalingInput& input);

// A multiple of the spread maps to the largest code: alpha = |mean w| + k * standard deviation, as
// LSQ+ (Bhalgat 2020) starts its clips and DoReFa's users set theirs. The standard deviation is the
// population's (divided by n). `k` must be > 0 and finite.
absl::StatusOr<ScaleChoice> ChooseSigma(const ScalingInput& input, double k);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_CLOSED_FORMS_H_
