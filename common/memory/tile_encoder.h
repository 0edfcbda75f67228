#ifndef PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_
#define PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_

#include <array>
#include <cstdint>

#include "absl/types/span.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/memory/tile_layout.h"
#include "common/memory/tile_search.h"

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
  uint8_t choice = 0;  // the rotation
  double cost = 0;     // sum of weight (target - code)^2
};

// Chooses the bits of tiles: searches from every start at every rotation and keeps the first of the
// best. The first start is the owner bits of the nearest codes, the others those of codes moved at
// random by up to a quarter of the range: such starts find as good tiles as wholly random bits, in
// fewer rounds. Immutable; thread-safe.
class TileEncoder {
 public:
  // Both must be valid.
  TileEncoder(const MemoryOptions& memory, const EncoderOptions& options);

  // Fills results[i] for tasks[i]; both are equally long. A result depends on its own task only,
  // and is the same on every machine.
  void Encode(absl::Span<const TileTask> tasks, absl::Span<TileResult> results) const;

 private:
  // Which search a lane of a batch is.
  struct Assignment {
    size_t tile;
    int rotation;
    int start;
  };
  // A task as the search wants it.
  struct Prepared {
    std::array<float, kMaxWordsPerTile> target;
    std::array<float, kMaxWordsPerTile> weight;
  };

  Prepared Prepare(const TileTask& task) const;
  void FillLane(const Prepared& prepared, uint64_t seed, const Assignment& search, int lane,
                SearchBatch& batch) const;
  // Keeps what a lane has found in `result` if it is the first or better.
  void KeepBest(const TileTask& task, const Assignment& search, int lane, const SearchBatch& batch,
                TileResult& result) const;
  // At rotation rho, column c plays the part of column (c + rho) mod S.
  int PlaceOf(int word, int rotation) const {
    const int turned = word + rotation;
    return word < memory_.shared_bits         ? word
           : turned < 2 * memory_.shared_bits ? turned
                                              : turned - memory_.shared_bits;
  }

  MemoryOptions memory_;
  SearchPlan plan_;
  int starts_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_TILE_ENCODER_H_
