#ifndef PALIMPSEST_COMMON_MEMORY_STUCK_TILE_ENCODER_H_
#define PALIMPSEST_COMMON_MEMORY_STUCK_TILE_ENCODER_H_

#include "absl/types/span.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/memory/memory_plan.h"
#include "common/memory/tile_encoder.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {

// Chooses the bits of a tile of which some cells are stuck: TileEncoder's descent, one word after
// the other, each given the best of the codes that its stuck cells allow, in double precision and
// without vectors. The same starts and choices; some ten times slower a tile, and few tiles have
// such cells. Immutable; thread-safe.
class StuckTileEncoder {
 public:
  // Both must be valid.
  StuckTileEncoder(const MemoryOptions& memory, const EncoderOptions& options);

  // The best found among codes that have every stuck cell's value in it, padding words included.
  // `stuck_cells` are cells of this tile, none twice.
  TileResult Encode(const TileTask& task, absl::Span<const StuckCell> stuck_cells) const;

 private:
  MemoryOptions memory_;
  EncoderOptions options_;
  TileLayout layout_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_STUCK_TILE_ENCODER_H_
