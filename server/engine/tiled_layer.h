#ifndef PALIMPSEST_SERVER_ENGINE_TILED_LAYER_H_
#define PALIMPSEST_SERVER_ENGINE_TILED_LAYER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/memory/encoder.h"
#include "common/memory/scale.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// The tiles of one layer on their way into the memory: which are frozen, and with which codes. The
// frozen set only grows, and a frozen tile never changes (INQ, Zhou et al., ICLR 2017, with the
// tile as the unit). Not thread-safe.
class TiledLayer {
 public:
  // `seed` is of PortionOrder RANDOM.
  TiledLayer(Encoder encoder, Scale scale, int64_t weight_count, uint64_t seed);

  // Freezes tiles until the share `portion` of them (rounded to whole tiles; 1 is all) is frozen:
  // picks them in `order` by the current `weights`, ties by tile index, and encodes them. Errors as
  // Encoder::EncodeTiles.
  absl::Status FreezeUpTo(double portion, v1::RetrainingSpec::Order order,
                          absl::Span<const float> weights);

  // Writes the values of the frozen weights over `weights`; the others are left alone.
  void WriteFrozen(absl::Span<float> weights) const;
  // 1 where a weight is frozen, [weight_count].
  std::vector<uint8_t> FrozenMask() const;

  int64_t tile_count() const { return static_cast<int64_t>(is_frozen_.size()); }
  int64_t frozen_count() const { return frozen_count_; }
  const Encoder& encoder() const { return encoder_; }
  const Scale& scale() const { return scale_; }
  // The codes of the frozen tiles in the order of their index.
  EncodedTiles FrozenTiles() const;

 private:
  // Tiles that are not frozen yet, those that go first in front.
  absl::StatusOr<std::vector<int64_t>> Candidates(v1::RetrainingSpec::Order order,
                                                  absl::Span<const float> weights) const;

  Encoder encoder_;
  Scale scale_;
  int64_t weight_count_;
  uint64_t seed_;
  int64_t frozen_count_ = 0;
  std::vector<bool> is_frozen_;     // [tiles]
  std::vector<uint8_t> codes_;      // [tiles, words_per_tile], valid where frozen
  std::vector<uint8_t> rotations_;  // [tiles]
  std::vector<double> error_;       // [tiles]
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TILED_LAYER_H_
