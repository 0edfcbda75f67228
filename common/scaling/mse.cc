#include "common/scaling/mse.h"

#include <cstdint>

#include "common/base/status_macros.h"
#include "common/scaling/breakpoint_sweep.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

constexpr int64_t kMaxBreakpoints = int64_t{1} << 21;
constexpr int kGridPoints = 2000;
constexpr double kGridStep = 1 / 1.004;
// A refit that gains less than this, relatively, has settled.
constexpr double kSettled = 1e-12;

double SearchGrid(const PlainGrid& grid, absl::Span<const float> weights,
                  absl::Span<const float> importance) {
  const SortedWeights sorted(weights, importance);
  // Here the largest magnitude lies on the largest value of a mid-rise grid, and half a step beyond
  // that of a mid-tread grid; below, it clips.
  double delta = MaxAbs(weights) / (grid.levels() / 2.0 - 0.5);
  PlainFit best;
  for (int point = 0; point < kGridPoints && delta > 0; ++point, delta *= kGridStep) {
    const PlainFit fit = sorted.Fit(grid, delta);
    if (fit.gain() > best.gain()) best = fit;
  }
  if (best.gain() == 0) return 0;
  while (true) {
    const PlainFit fit = sorted.Fit(grid, best.delta());
    if (fit.gain() <= best.gain() * (1 + kSettled)) return best.delta();
    best = fit;
  }
}

}  // namespace

double LeastSquaresDelta(const PlainGrid& grid, absl::Span<const float> weights,
                         absl::Span<const float> importance) {
  if (BreakpointCount(grid, static_cast<int64_t>(weights.size())) > kMaxBreakpoints) {
    return SearchGrid(grid, weights, importance);
  }
  return SweepBreakpoints(grid, weights, importance).delta();
}

absl::StatusOr<ScaleChoice> MseStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const PlainGrid grid{input.memory.bits, input.memory.zero_point};
  return SymmetricChoice(LeastSquaresDelta(grid, input.weights, UsableImportance(input)),
                         input.memory);
}

}  // namespace palimpsest
