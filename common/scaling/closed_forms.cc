#include "common/scaling/closed_forms.h"

#include <algorithm>
#include <cmath>

#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<ScaleChoice> ChooseMinMax(const ScalingInput& input) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  return ChoiceOfTop(MaxAbs(input.weights), input.memory);
}

absl::StatusOr<ScaleChoice> ChooseMinMaxAsymmetric(const ScalingInput& input) {
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

absl::StatusOr<ScaleChoice> ChooseSigma(const ScalingInput& input, double k) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const double count = static_cast<double>(input.weights.size());
  double mean = 0;
  for (const float weight : input.weights) mean += weight / count;
  double variance = 0;
  for (const float weight : input.weights) variance += (weight - mean) * (weight - mean) / count;
  return ChoiceOfTop(std::abs(mean) + k * std::sqrt(variance), input.memory);
}

}  // namespace palimpsest
