#ifndef PALIMPSEST_COMMON_MEMORY_ENCODER_H_
#define PALIMPSEST_COMMON_MEMORY_ENCODER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/memory/scale.h"

namespace palimpsest {

// The codes of one layer (or of some of its tiles) as the memory holds them.
struct EncodedTiles {
  std::vector<int64_t> tiles;  // indices of the encoded tiles, as asked for
  std::vector<uint8_t>
      codes;  // [tiles, words_per_tile]; padding words have the codes that fell to them
  std::vector<uint8_t> rotations;  // [tiles], 0 where there is no choice
  std::vector<double> error;       // [tiles], sum of h (w - w_hat)^2 in weight units
};

// Encodes the weights of one layer into tiles by minimizing J = sum h_i (x_i - q_i)^2 (SCIENCE.md,
// section 3), the error of each word weighed by its delta^2 where channels differ. A tile's result
// depends only on its weights, the options and its index, so encoding tiles one at a time, in any
// order or on any number of threads gives the same bits. Immutable after Create; thread-safe.
class Encoder {
 public:
  static absl::StatusOr<Encoder> Create(const MemoryOptions& memory, const EncoderOptions& options);

  // Tiles of a layer with so many weights; the last one may be padded.
  int64_t tile_count(int64_t weight_count) const;

  // Encodes the tiles `tiles` of a layer. `weights` is the whole layer, [weight_count];
  // `importance` is h, as long as `weights` and >= 0, or empty for 1. INVALID_ARGUMENT if a weight
  // is not finite, sizes do not match or a tile index is out of range. Weights out of range
  // saturate.
  absl::StatusOr<EncodedTiles> EncodeTiles(absl::Span<const float> weights,
                                           absl::Span<const float> importance, const Scale& scale,
                                           absl::Span<const int64_t> tiles) const;

  // The same for all tiles.
  absl::StatusOr<EncodedTiles> EncodeLayer(absl::Span<const float> weights,
                                           absl::Span<const float> importance,
                                           const Scale& scale) const;

  // Which weight each word of a tile holds, [words_per_tile]: regular words first, then transposed
  // ones; -1 for padding.
  std::vector<int64_t> WeightsOfTile(int64_t tile, int64_t weight_count) const;

  const MemoryOptions& memory() const { return memory_; }

 private:
  Encoder(const MemoryOptions& memory, const EncoderOptions& options)
      : memory_(memory), options_(options) {}

  MemoryOptions memory_;
  EncoderOptions options_;
};

// Writes the values that `encoded` stands for over the weights its tiles hold; others are left
// alone. `weights` is the whole layer.
void DequantizeTiles(const Encoder& encoder, const EncodedTiles& encoded, const Scale& scale,
                     absl::Span<float> weights);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_ENCODER_H_
