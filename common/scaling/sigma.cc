#include "common/scaling/sigma.h"

#include <cmath>

#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<ScaleChoice> SigmaStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const double count = static_cast<double>(input.weights.size());
  double mean = 0;
  for (const float weight : input.weights) mean += weight / count;
  double variance = 0;
  for (const float weight : input.weights) variance += (weight - mean) * (weight - mean) / count;
  return ChoiceOfTop(std::abs(mean) + k_ * std::sqrt(variance), input.memory);
}

}  // namespace palimpsest
