#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_

#include <cstdint>

#include "absl/status/status.h"

namespace palimpsest {

enum class Layout { kSkew, kNibble, kPlain };
enum class ZeroPointKind { kMidRise, kMidTread };
enum class Pairing { kWithinLayer, kRandom, kAcrossLayers };

// Storage without shared bits is handled in blocks of so many words, as others are in tiles.
inline constexpr int kWordsPerBlock = 16;

// How words lie in the transposable memory (SCIENCE.md, section 2). A value.
struct MemoryOptions {
  int bits = 8;         // B, 2..8
  int shared_bits = 8;  // S, even, 0..B; 0 is unshared storage, without overlap
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
  // Weights in a tile: S regular and S transposed words, or a block of words at S = 0.
  int words_per_tile() const { return shared_bits == 0 ? kWordsPerBlock : 2 * shared_bits; }
  // Cells of a whole tile, its metadata not counted: S * S shared ones and the B - S private ones
  // of each word.
  int cells_per_tile() const;
  // What the encoder may choose from for each tile, e.g. its S rotations; 1 where it has no choice.
  int choices() const { return rotations && shared_bits > 0 ? shared_bits : 1; }
  // ceil(log2 choices()): metadata bits of a tile.
  int choice_bits() const;
  // The code that stands for zero, where no strategy frees it.
  double default_zero_point() const;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_OPTIONS_H_
