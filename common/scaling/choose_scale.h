#ifndef PALIMPSEST_COMMON_SCALING_CHOOSE_SCALE_H_
#define PALIMPSEST_COMMON_SCALING_CHOOSE_SCALE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/memory/scale.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// The scale of a layer: one delta and zero point if `channels` is 1, else one for each of so many
// equally long runs of consecutive weights, each chosen by itself. INVALID_ARGUMENT if `channels`
// is not positive or does not divide the weights, or what `strategy` returns, the channel named.
absl::StatusOr<Scale> ChooseScale(const ScalingStrategy& strategy, const ScalingInput& input,
                                  int64_t channels);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_CHOOSE_SCALE_H_
