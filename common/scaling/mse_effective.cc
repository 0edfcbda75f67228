#include "common/scaling/mse_effective.h"

#include <cmath>

#include "common/base/status_macros.h"
#include "common/scaling/code_grid.h"
#include "common/scaling/mse.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<ScaleChoice> ChooseMseEffective(const ScalingInput& input) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  CodeGrid grid{input.memory.bits - input.memory.shared_bits / 2, input.memory.zero_point};
  // A mid-tread grid of one bit knows zero and negative values only.
  if (grid.bits == 1) grid.zero_point = ZeroPointKind::kMidRise;
  ASSIGN_OR_RETURN(const double delta,
                   LeastSquaresDelta(grid, input.weights, UsableImportance(input), input.stop));
  return SymmetricChoice(std::ldexp(delta, grid.bits - input.memory.bits), input.memory);
}

}  // namespace palimpsest
