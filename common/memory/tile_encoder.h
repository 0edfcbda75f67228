#ifndef PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_
#define PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_

#include <array>
#include <cstdint>

#include "absl/types/span.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {

// What one tile should hold: of each word (regular words first) the target in code units and how
// much its squared error weighs. Words of no weight are padding.
struct TileTask {
  std::array<double, kMaxWordsPerTile> target{};  // finite
  std::array<double, kMaxWordsPerTile> weight{};  // finite, >= 0
  uint64_t seed = 0;                              // of the random starts
};

struct TileResult {
  std::array<uint8_t, kMaxWordsPerTile> codes{};
  uint8_t rotation = 0;
  double cost = 0;  // sum of weight (target - code)^2
};

// Chooses the bits of tiles. Immutable; thread-safe.
class TileEncoder {
 public:
  // Both must be valid.
  TileEncoder(const MemoryOptions& memory, const EncoderOptions& options);

  // Fills results[i] for tasks[i]; both are equally long. A result depends on its own task only.
  void Encode(absl::Span<const TileTask> tasks, absl::Span<TileResult> results) const;

 private:
  // Where a shared bit of a word lies in a word of the other direction, at rotation 0.
  struct Crossing {
    int own_bit;
    int other_word;
    int other_bit;
  };
  using Codes = std::array<int, kMaxWordsPerTile>;

  void EncodeTile(const TileTask& task, TileResult& result) const;
  // The codes in which each cell obeys the word in which it weighs more.
  Codes OwnerBits(const TileTask& task) const;
  Codes RandomBits(uint64_t seed) const;
  // Gives every word its best code while all others keep theirs, until nothing changes.
  void Descend(const TileTask& task, Codes& codes) const;
  // One such step. True if the word changed.
  bool UpdateWord(const TileTask& task, int word, Codes& codes) const;
  // Gives a word the best private bits for its shared bits.
  void SetPrivateBits(const TileTask& task, Codes& codes) const;

  MemoryOptions memory_;
  EncoderOptions options_;
  TileLayout layout_;
  std::array<std::array<Crossing, kMaxSharedBits>, kMaxWordsPerTile> crossings_{};
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_
