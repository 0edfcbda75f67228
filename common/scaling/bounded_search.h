#ifndef PALIMPSEST_COMMON_SCALING_BOUNDED_SEARCH_H_
#define PALIMPSEST_COMMON_SCALING_BOUNDED_SEARCH_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/stop_token.h"
#include "common/scaling/code_grid.h"

namespace palimpsest {

// The fit of nearest codes whose error is the least over all delta, proven up to a billionth of
// itself plus 10^-12 of sum h w^2: the global optimum for weights too many for a sweep
// (breakpoint_sweep.h).
//
// Branch and bound. Let F(d) be the error sum h (w - d v)^2 of the nearest codes v at delta d. In
// an interval [a, b] take any d and hold its codes v: as a function of delta their error e is a
// parabola of second derivative 2 P, P = sum h v^2, with e(d) = F(d), e(a) >= F(a), e(b) >= F(b).
// A parabola lies P (d - a) (b - d) below its chord, and no |v| grows with delta, so that P is at
// most P(a), that of the nearest codes at a:
//   F(d) >= ((b - d) F(a) + (d - a) F(b)) / (b - a) - P(a) (d - a) (b - d).
// The least value of the right side bounds the interval from below. The interval with the least
// bound is halved until that bound is not below the error of the best fit, tolerance apart. The
// first interval reaches from 0, where all codes are outermost, to twice the largest magnitude,
// beyond which no code changes. It ends: a bound is at most P(a) (b - a)^2 / 4 below F(a) or F(b).
//
// As that is the square of a length, some hundred fits are enough (under 500 on Gaussian,
// Laplacian, log-uniform, two-valued and sparse weights and with outliers of 10^30). `importance`
// is as long as `weights` or empty for 1. O(n log n), and O(2^B log n) a fit.
// CANCELLED after a stop.
absl::StatusOr<CodeFit> SearchWithinBounds(const CodeGrid& grid, absl::Span<const float> weights,
                                           absl::Span<const float> importance,
                                           const StopToken& stop = {});

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_BOUNDED_SEARCH_H_
