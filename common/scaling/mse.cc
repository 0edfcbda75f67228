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

absl::StatusOr<double> LeastSquaresDelta(const CodeGrid& grid, absl::Span<const float> weights,
                                         absl::Span<const float> importance,
                                         const StopToken& stop) {
  if (BreakpointCount(grid, static_cast<int64_t>(weights.size())) <= kMaxBreakpoints) {
    return SweepBreakpoints(grid, weights, importance).delta();
  }
  ASSIGN_OR_RETURN(const CodeFit fit, SearchWithinBounds(grid, weights, importance, stop));
  return fit.delta();
}

absl::StatusOr<ScaleChoice> ChooseMse(const ScalingInput& input) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const CodeGrid grid{input.memory.bits, input.memory.zero_point};
  ASSIGN_OR_RETURN(const double delta,
                   LeastSquaresDelta(grid, input.weights, UsableImportance(input), input.stop));
  return SymmetricChoice(delta, input.memory);
}

}  // namespace palimpsest
