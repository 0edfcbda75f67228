#include "common/scaling/choose_scale.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {

absl::StatusOr<Scale> ChooseScale(const ScalingStrategy& strategy, const ScalingInput& input,
                                  int64_t channels) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  const int64_t weights = static_cast<int64_t>(input.weights.size());
  if (channels < 1 || weights % channels != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(weights, " weights do not split into ", channels, " channels"));
  }
  const size_t length = static_cast<size_t>(weights / channels);
  Scale scale;
  for (int64_t channel = 0; channel < channels; ++channel) {
    const size_t begin = static_cast<size_t>(channel) * length;
    ScalingInput part = input;
    part.weights = input.weights.subspan(begin, length);
    if (!input.importance.empty()) part.importance = input.importance.subspan(begin, length);
    const absl::StatusOr<ScaleChoice> choice = strategy.Choose(part);
    RETURN_IF_ERROR(Annotate(choice.status(), absl::StrCat("channel ", channel)));
    scale.delta.push_back(static_cast<float>(choice->delta));
    scale.zero_point.push_back(static_cast<float>(choice->zero_point));
  }
  return scale;
}

}  // namespace palimpsest
