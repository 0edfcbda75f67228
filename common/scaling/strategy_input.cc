#include "common/scaling/strategy_input.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::Status CheckScalingInput(const ScalingInput& input) {
  RETURN_IF_ERROR(Annotate(input.memory.Validate(), "memory"));
  RETURN_IF_ERROR(input.stop.Check());
  if (input.weights.empty()) return absl::InvalidArgumentError("there are no weights to scale");
  for (size_t i = 0; i < input.weights.size(); ++i) {
    if (!std::isfinite(input.weights[i])) {
      return absl::InvalidArgumentError(absl::StrCat("weight ", i, " is ", input.weights[i]));
    }
  }
  if (!input.importance.empty() && input.importance.size() != input.weights.size()) {
    return absl::InvalidArgumentError(absl::StrCat("an importance of ", input.importance.size(),
                                                   " values for ", input.weights.size(),
                                                   " weights"));
  }
  for (size_t i = 0; i < input.importance.size(); ++i) {
    if (!std::isfinite(input.importance[i]) || input.importance[i] < 0) {
      return absl::InvalidArgumentError(absl::StrCat("importance ", i, " is ", input.importance[i],
                                                     "; it must be >= 0 and finite"));
    }
  }
  return absl::OkStatus();
}

absl::Span<const float> UsableImportance(const ScalingInput& input) {
  const bool matters = std::any_of(input.importance.begin(), input.importance.end(),
                                   [](float importance) { return importance > 0; });
  return matters ? input.importance : absl::Span<const float>();
}

double MaxAbs(absl::Span<const float> weights) {
  double max_abs = 0;
  for (const float weight : weights) max_abs = std::max(max_abs, std::abs(double{weight}));
  return max_abs;
}

double UsableDelta(double delta) {
  if (!(delta > kMinDelta)) return kMinDelta;
  return static_cast<float>(std::min(delta, kMaxDelta));
}

ScaleChoice SymmetricChoice(double delta, const MemoryOptions& memory) {
  return {UsableDelta(delta), memory.default_zero_point()};
}

ScaleChoice ChoiceOfTop(double alpha, const MemoryOptions& memory) {
  return SymmetricChoice(alpha / (memory.levels() - 1 - memory.default_zero_point()), memory);
}

}  // namespace palimpsest
