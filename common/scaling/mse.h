#ifndef PALIMPSEST_COMMON_SCALING_MSE_H_
#define PALIMPSEST_COMMON_SCALING_MSE_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/scaling/code_grid.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// The delta that minimizes sum h (w - delta v)^2 over the nearest codes v of `grid`: the global
// minimum, by a sweep over the breakpoints where there are no more than 2^16 of them (exact), else
// by branch and bound (proven to a billionth of the error). 0 if no delta is better than a
// vanishing one. `importance` is as long as `weights` or empty for 1. O(n log n + 500 2^B log n) in
// practice.
// CANCELLED after a stop.
absl::StatusOr<double> LeastSquaresDelta(const CodeGrid& grid, absl::Span<const float> weights,
                                         absl::Span<const float> importance,
                                         const StopToken& stop = {});

// The least squared error on the grid of B bits, as if the codes were unshared (MMSE, OMSE:
// Choukroun 2019).
absl::StatusOr<ScaleChoice> ChooseMse(const ScalingInput& input);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_MSE_H_
