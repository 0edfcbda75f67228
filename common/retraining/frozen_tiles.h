#ifndef PALIMPSEST_COMMON_RETRAINING_FROZEN_TILES_H_
#define PALIMPSEST_COMMON_RETRAINING_FROZEN_TILES_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/stop_token.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_plan.h"
#include "common/retraining/freezing_order.h"

namespace palimpsest {

// The tiles of a group on their way into the memory: which are frozen, and with which codes and
// choices. The frozen set only grows, and a frozen tile never changes (INQ, Zhou et al., ICLR 2017,
// with the tile as the unit; without shared bits, a block of words). Not thread-safe.
class FrozenTiles {
 public:
  // Nothing is frozen.
  explicit FrozenTiles(MemoryPlan plan);

  // What was saved: `frozen` has 1 for each tile that is frozen, [tiles]; codes, [tiles,
  // words_per_tile], and choices, [tiles] or empty without choices, count for these only.
  // DATA_LOSS if sizes or values do not fit the plan.
  static absl::StatusOr<FrozenTiles> Restore(MemoryPlan plan, std::vector<uint8_t> frozen,
                                             std::vector<uint8_t> codes,
                                             std::vector<uint8_t> choices);
  const std::vector<uint8_t>& frozen() const { return frozen_; }
  const std::vector<uint8_t>& codes() const { return codes_; }
  const std::vector<uint8_t>& choices() const { return choices_; }

  // Freezes `encoded`, tiles of this plan. INTERNAL if one is frozen already, or does not fit.
  absl::Status Freeze(const EncodedTiles& encoded);

  const MemoryPlan& plan() const { return plan_; }
  int64_t frozen_count() const { return frozen_count_; }
  // In ascending order.
  std::vector<int64_t> NotFrozen() const;

  // The codes of the frozen tiles in the order of their index; their errors are not kept.
  EncodedTiles Encoded() const;
  // Writes the values of the frozen weights over `weights`; the others are left alone. Errors as
  // DequantizeTiles.
  absl::Status WriteValues(MutableGroupWeights weights, const StopToken& stop = {}) const;
  // 1 where a weight of the tensor is frozen.
  absl::StatusOr<std::vector<uint8_t>> MaskOf(int tensor, const StopToken& stop = {}) const;

 private:
  MemoryPlan plan_;
  int64_t frozen_count_ = 0;
  std::vector<uint8_t> frozen_;
  std::vector<uint8_t> codes_;
  std::vector<uint8_t> choices_;
};

// The next portion of a group.
struct PortionOptions {
  double portion = 1;  // cumulative, 0..1
  FreezingOrder order = FreezingOrder::kMagnitude;
  uint64_t seed = 1;  // of FreezingOrder::kRandom
};

// Freezes tiles until TilesOfPortion are frozen: picks them in order by the current `weights` and
// encodes them. `encoder` has the plan of `frozen`. On an error nothing is frozen: INVALID_ARGUMENT
// for weights that are not finite or do not fit, CANCELLED after a stop, and as Encoder::Encode.
absl::Status FreezePortion(const PortionOptions& options, const Encoder& encoder,
                           GroupWeights weights, FrozenTiles& frozen, const StopToken& stop = {});

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RETRAINING_FROZEN_TILES_H_
