#ifndef PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_
#define PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_

#include <cstdint>

#include "absl/types/span.h"
#include "common/scaling/code_grid.h"

namespace palimpsest {

// Breakpoints that a sweep over so many weights visits.
int64_t BreakpointCount(const CodeGrid& grid, int64_t weight_count);

// The fit with the greatest gain of all that nearest codes can have: the global minimum over delta
// of sum h (w - delta v)^2. The error has many local minima in delta, so that bracket searches
// would miss the global one.
//
// The nearest value to w / delta moves away from zero where |w| / delta passes the middle between
// two values: at delta = |w| / k (mid-rise: from k - 1/2 to k + 1/2) or |w| / (k - 1/2) (mid-tread:
// from k - 1 to k), k = 1, 2, ... up to the outermost value, beyond which it stays. A mid-tread
// grid, -2^(B-1) .. 2^(B-1) - 1, has one value more below zero than above: negative weights take
// 2^(B-1) steps, positive ones one less. The sweep visits these breakpoints in descending order and
// keeps the sums of the fit up to date, so that it sees the codes v of every delta.
//
// Why the best fit is the global minimum: (1) every v seen is nearest at some delta (that of its
// breakpoint: among equal breakpoints both values are as near), and every v that is nearest at some
// delta is seen, except some of equal breakpoints that have the same errors as others at that one
// delta only. (2) The least error of given codes v, over all delta, is the energy less the fit's
// gain; so the greatest gain seen is that of an error no greater than any that nearest codes have.
// (3) If the fit's delta lies where v are not nearest, the codes nearest there err still less: then
// they have a greater gain and v was not the best. So the best fit is at home at its own delta.
//
// `importance` is as long as `weights` or empty for 1. O(n K log K) for K = 2^(B-1), and the sort.
CodeFit SweepBreakpoints(const CodeGrid& grid, absl::Span<const float> weights,
                         absl::Span<const float> importance);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_BREAKPOINT_SWEEP_H_
