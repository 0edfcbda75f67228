#include "common/scaling/min_max_asymmetric.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<ScaleChoice> MinMaxAsymmetricStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const auto [least, greatest] = std::minmax_element(input.weights.begin(), input.weights.end());
  double low = *least;
  double high = *greatest;
  if (low == high) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  const double delta = UsableDelta((high - low) / (input.memory.levels() - 1));
  return ScaleChoice{delta, -low / delta};
}

}  // namespace palimpsest
