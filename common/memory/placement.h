#ifndef PALIMPSEST_COMMON_MEMORY_PLACEMENT_H_
#define PALIMPSEST_COMMON_MEMORY_PLACEMENT_H_

#include <cstdint>
#include <vector>

#include "common/memory/memory_options.h"
#include "common/memory/permutation.h"

namespace palimpsest {

// A weight of a group of tensors, or padding.
struct WeightPosition {
  int tensor = -1;  // -1: padding
  int64_t index = 0;

  bool is_padding() const { return tensor < 0; }
};

// A word of the memory: regular words first, then transposed ones.
struct WordPosition {
  int64_t tile = 0;
  int word = 0;
};

inline bool operator==(const WeightPosition& a, const WeightPosition& b) {
  return a.tensor == b.tensor && a.index == b.index;
}
inline bool operator==(const WordPosition& a, const WordPosition& b) {
  return a.tile == b.tile && a.word == b.word;
}

// Which weight of a group of tensors lies in which word, both ways. Words are filled tile by tile,
//   kWithinLayer: with the tensors one after the other, each in its order;
//   kRandom:      with a seeded permutation of all weights;
//   kAcrossLayers: regular words with the first of two tensors, transposed words with the second,
//                 and when the shorter has ended, both with the rest of the longer. Without shared
//                 bits it is kWithinLayer.
// Places that are left are padding: at the end, and for kAcrossLayers where the shorter tensor
// ends. Immutable; thread-safe.
class Placement {
 public:
  // `memory` must be valid, kAcrossLayers have two tensors, and all weights be fewer than 2^53.
  Placement(const MemoryOptions& memory, const std::vector<int64_t>& weight_counts);

  int64_t tile_count() const { return tile_count_; }
  // Weights of all tensors.
  int64_t weight_count() const { return starts_.back(); }

  // `tile` is below tile_count(), `word` below words_per_tile.
  WeightPosition WeightAt(int64_t tile, int word) const {
    return across_ ? AcrossAt(tile, word) : InOrderAt(tile * words_ + word);
  }
  // `weight` is one of the group's, not padding.
  WordPosition WordOf(const WeightPosition& weight) const;

 private:
  WeightPosition AcrossAt(int64_t tile, int word) const;
  WeightPosition InOrderAt(int64_t place) const;
  int64_t CountOf(int tensor) const {
    const size_t t = static_cast<size_t>(tensor);
    return starts_[t + 1] - starts_[t];
  }

  int words_;
  bool across_;
  bool shuffled_;
  std::vector<int64_t> starts_;  // of each tensor in the row of all weights, and its end
  Permutation permutation_;
  int64_t mixed_tiles_ = 0;  // kAcrossLayers: tiles that both tensors share
  int longer_ = 0;           // kAcrossLayers: the tensor that fills the other tiles
  int64_t tile_count_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_PLACEMENT_H_
