#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_

#include <cstdint>

#include "absl/status/status.h"

namespace palimpsest {

enum class Layout { kSkew, kNibble, kPlain };
enum class ZeroPointKind { kMidRise, kMidTread };
enum class Pairing { kWithinLayer, kRandom };

// How words lie in the transposable memory (SCIENCE.md, section 2). A plain value.
struct MemoryOptions {
  int bits = 8;         // B, 2..8
  int shared_bits = 8;  // S, even, 0..B; 0 is plain storage without overlap
  Layout layout = Layout::kSkew;
  ZeroPointKind zero_point = ZeroPointKind::kMidRise;
  bool rotations =
      true;  // the encoder may pick one of S rotations for each tile (no effect at S = 0)
  Pairing pairing = Pairing::kWithinLayer;
  uint64_t pairing_seed = 0;  // of Pairing::kRandom

  // INVALID_ARGUMENT naming the first bad field and its value.
  absl::Status Validate() const;

  // Number of codes, 2^B.
  int levels() const { return 1 << bits; }
  // Weights in a tile: S regular and S transposed words, or one word at S = 0.
  int words_per_tile() const { return shared_bits == 0 ? 1 : 2 * shared_bits; }
  // Cells of a tile, its rotation metadata not counted: S * S shared ones and 2 S (B - S) private
  // ones.
  int cells_per_tile() const;
  // ceil(log2 S) where rotations are on, else 0: metadata bits of a tile.
  int rotation_bits() const;
  // The code that stands for zero, where no strategy frees it.
  double default_zero_point() const;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_
