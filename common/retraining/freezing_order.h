#ifndef PALIMPSEST_COMMON_RETRAINING_FREEZING_ORDER_H_
#define PALIMPSEST_COMMON_RETRAINING_FREEZING_ORDER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/stop_token.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_plan.h"

namespace palimpsest {

// Which tiles of a group freeze first (SCIENCE.md, section 5).
enum class FreezingOrder {
  kMagnitude,        // the largest sum of |w| (INQ, Zhou et al., ICLR 2017)
  kErrorDescending,  // the largest error after encoding
  kErrorAscending,   // the smallest
  kRandom,           // seeded
};

// How many of `tile_count` tiles are frozen at a cumulative portion in 0..1: rounded to whole
// tiles, so that portions are exact also where tiles are alike.
int64_t TilesOfPortion(double portion, int64_t tile_count);

// The tiles `tiles`, in ascending order, put in the order in which they freeze by the current
// `weights`; ties by tile index. `seed` is of kRandom, which draws a number for each tile that
// depends on nothing but the seed, the group's names and the tile. INVALID_ARGUMENT for weights
// that are not finite or do not fit; CANCELLED after a stop.
absl::StatusOr<std::vector<int64_t>> InFreezingOrder(const Encoder& encoder, FreezingOrder order,
                                                     uint64_t seed, GroupWeights weights,
                                                     std::vector<int64_t> tiles,
                                                     const StopToken& stop = {});

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RETRAINING_FREEZING_ORDER_H_
