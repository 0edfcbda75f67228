#ifndef PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_
#define PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_

#include <cstdint>

#include "absl/types/span.h"
#include "common/scaling/plain_grid.h"

namespace palimpsest {

// Breakpoints that a sweep over so many weights visits.
int64_t BreakpointCount(const PlainGrid& grid, int64_t weight_count);

// The fit with the greatest gain of all that nearest codes can have: the global minimum over delta
// of sum h (w - delta v)^2. The codes change only where delta falls through |w| / k (mid-rise) or
// |w| / (k - 1/2) (mid-tread), k = 1, 2, ...; the sweep visits these in descending order and keeps
// the sums of the fit up to date. Between two of them the error is a parabola in delta, whose
// lowest point is the fit's, whether it lies between the two or not: if not, some other codes are
// better still. The error has many local minima in delta, so that bracket searches would miss the
// global one. `importance` is as long as `weights` or empty for 1. O(n K log K) for K = 2^(B-1).
PlainFit SweepBreakpoints(const PlainGrid& grid, absl::Span<const float> weights,
                          absl::Span<const float> importance);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_
