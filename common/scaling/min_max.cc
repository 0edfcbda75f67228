#include "common/scaling/min_max.h"

#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<ScaleChoice> MinMaxStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  return ChoiceOfTop(MaxAbs(input.weights), input.memory);
}

}  // namespace palimpsest
