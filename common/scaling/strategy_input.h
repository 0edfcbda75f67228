#ifndef PALIMPSEST_COMMON_SCALING_STRATEGY_INPUT_H_
#define PALIMPSEST_COMMON_SCALING_STRATEGY_INPUT_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/memory/memory_options.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// Deltas are limited to [2^-100, 2^100], so that no weight in code units and no square of one
// overflows or becomes subnormal. Weights that are all zero get the lower limit: they read back as
// good as zero.
inline constexpr double kMinDelta = 0x1p-100;
inline constexpr double kMaxDelta = 0x1p100;

// INVALID_ARGUMENT naming what is wrong: bad memory options, no weights, a weight that is not
// finite, or an importance that is negative, not finite or not as long as the weights. CANCELLED
// after a stop.
absl::Status CheckScalingInput(const ScalingInput& input);

// The importance, or an empty span (1 for every weight) if it is 0 everywhere: weights of which
// none matters are scaled as if all did. `input` must have passed CheckScalingInput.
absl::Span<const float> UsableImportance(const ScalingInput& input);

// The largest absolute value; 0 for no weights.
double MaxAbs(absl::Span<const float> weights);

// `delta` rounded to float and limited to the range above; kMinDelta if it is not a number.
double UsableDelta(double delta);

// The choice of `delta`, made usable, at the memory's own zero point.
ScaleChoice SymmetricChoice(double delta, const MemoryOptions& memory);

// The symmetric choice that maps `alpha` to the largest code.
ScaleChoice ChoiceOfTop(double alpha, const MemoryOptions& memory);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_STRATEGY_INPUT_H_
