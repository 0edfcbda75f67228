#ifndef PALIMPSEST_COMMON_SCALING_OCTAV_H_
#define PALIMPSEST_COMMON_SCALING_OCTAV_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// Optimally clipped tensors (Sakr 2022): the edge s that balances rounding and clipping in the
// error model
//   J(s) = kappa s^2 E[h; |w| <= s] + E[h (|w| - s)^2; |w| > s],  kappa = 4^-B / 3,
// found from the mean magnitude by the paper's iteration, up to 100 steps:
//   s <- E[h |w|; |w| > s] / (kappa E[h; |w| <= s] + E[h; |w| > s]).
// It can circle where few magnitudes differ; then the s with the least J of all visited and of
// max |w| is taken. delta = 2 s / 2^B. O(n log n).
absl::StatusOr<ScaleChoice> ChooseOctav(const ScalingInput& input);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_OCTAV_H_
