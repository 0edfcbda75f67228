#ifndef PALIMPSEST_COMMON_SCALING_OCTAV_H_
#define PALIMPSEST_COMMON_SCALING_OCTAV_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// Optimally clipped tensors (Sakr 2022): the edge s at which the error model
//   J(s) = kappa s^2 E[h; |w| <= s] + E[h (|w| - s)^2; |w| > s],  kappa = 4^-B / 3,
// of rounding plus clipping is least, by the iteration
//   s <- E[h |w|; |w| > s] / (kappa E[h; |w| <= s] + E[h; |w| > s])
// from the mean magnitude, up to 100 times. The iteration can circle where few magnitudes differ,
// so that the s with the least J of all visited and of max |w| is kept. delta = 2 s / 2^B. O(n log
// n).
class OctavStrategy final : public ScalingStrategy {
 public:
  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_OCTAV_H_
