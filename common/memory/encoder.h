#ifndef PALIMPSEST_COMMON_MEMORY_ENCODER_H_
#define PALIMPSEST_COMMON_MEMORY_ENCODER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/stop_token.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_plan.h"
#include "common/memory/stuck_tile_encoder.h"
#include "common/memory/tile_encoder.h"

namespace palimpsest {

// The codes of a group (or of some of its tiles) as the memory holds them.
struct EncodedTiles {
  std::vector<int64_t> tiles;  // indices of the encoded tiles, as asked for
  // [tiles, words_per_tile]; padding words have the codes that fell to them
  std::vector<uint8_t> codes;
  std::vector<uint8_t> choices;  // [tiles]; empty where memory.choices() is 1
  std::vector<double> error;     // [tiles], sum of h (w - w_hat)^2 in weight units
};

// Encodes the weights of a group into tiles by minimizing J = sum h_i delta_i^2 (x_i - q_i)^2
// (SCIENCE.md, section 3), whatever is stuck staying as it is. A tile's result depends only on its
// weights, the plan, the options and its index, so encoding tiles one at a time, in any order or on
// any number of threads gives the same bits.
//
// A session for some tiles after others: plan and options are checked and prepared once, and a call
// of Encode costs what its tiles cost, whatever the size of the group. It takes the weights as they
// are at that moment and looks at those of the asked tiles only, so they may change between calls.
// Immutable after Create; thread-safe.
class Encoder {
 public:
  static absl::StatusOr<Encoder> Create(MemoryPlan plan, const EncoderOptions& options);

  // Encodes the tiles `tiles`. INVALID_ARGUMENT if a weight of theirs is not finite, sizes do not
  // match the plan or a tile is out of range; CANCELLED within some milliseconds of a stop;
  // UNAVAILABLE if threads cannot be started. Weights out of range saturate.
  absl::StatusOr<EncodedTiles> Encode(GroupWeights weights, absl::Span<const int64_t> tiles,
                                      const StopToken& stop = {}) const;

  // The same for all tiles.
  absl::StatusOr<EncodedTiles> EncodeAll(GroupWeights weights, const StopToken& stop = {}) const;

  const MemoryPlan& plan() const { return plan_; }
  const EncoderOptions& options() const { return options_; }

 private:
  Encoder(MemoryPlan plan, const EncoderOptions& options);

  MemoryPlan plan_;
  EncoderOptions options_;
  TileEncoder tile_encoder_;
  StuckTileEncoder stuck_encoder_;  // of tiles with stuck cells
};

// Writes the values that `encoded` stands for over the weights its tiles hold; others are left
// alone. INVALID_ARGUMENT if the parts do not fit the plan; CANCELLED after a stop, with some of
// them written.
absl::Status DequantizeTiles(const MemoryPlan& plan, const EncodedTiles& encoded,
                             MutableGroupWeights weights, const StopToken& stop = {});

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_ENCODER_H_
