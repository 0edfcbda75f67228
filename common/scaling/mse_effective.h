#ifndef PALIMPSEST_COMMON_SCALING_MSE_EFFECTIVE_H_
#define PALIMPSEST_COMMON_SCALING_MSE_EFFECTIVE_H_

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// The optimum of an unshared memory with as many cells, its edge kept: delta' minimizes the squared
// error on the grid of B' = B - S/2 bits, and delta = delta' * 2^B' / 2^B has the same edge
// 2^(B-1) * delta. Overlapped codes are about as good as unshared ones of B' bits, so that clipping
// should begin where it does there: for Gaussian weights and B = S = 8 this says 2.68 standard
// deviations, and the best edge is 2.65 to 2.7. Our own rule. At S = 0 it is mse. Costs what mse
// does at B' bits.
absl::StatusOr<ScaleChoice> ChooseMseEffective(const ScalingInput& input);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_MSE_EFFECTIVE_H_
