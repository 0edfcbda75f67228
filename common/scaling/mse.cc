#include "common/scaling/mse.h"

#include <cstdint>

#include "common/base/status_macros.h"
#include "common/scaling/bounded_search.h"
#include "common/scaling/breakpoint_sweep.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

// Where a sweep would take longer than the other search.
constexpr int64_t kMaxBreakpoints = int64_t{1} << 16;

}  // namespace

double LeastSquaresDelta(const PlainGrid& grid, absl::Span<const float> weights,
                         absl::Span<const float> importance) {
  const bool few = BreakpointCount(grid, static_cast<int64_t>(weights.size())) <= kMaxBreakpoints;
  return (few ? SweepBreakpoints(grid, weights, importance)
              : SearchWithinBounds(grid, weights, importance))
      .delta();
}

absl::StatusOr<ScaleChoice> MseStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const PlainGrid grid{input.memory.bits, input.memory.zero_point};
  return SymmetricChoice(LeastSquaresDelta(grid, input.weights, UsableImportance(input)),
                         input.memory);
}

}  // namespace palimpsest
