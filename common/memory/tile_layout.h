#ifndef PALIMPSEST_COMMON_MEMORY_TILE_LAYOUT_H_
#define PALIMPSEST_COMMON_MEMORY_TILE_LAYOUT_H_

#include <array>
#include <cstdint>

#include "common/memory/memory_options.h"

namespace palimpsest {

inline constexpr int kMaxBits = 8;
inline constexpr int kMaxSharedBits = 8;
inline constexpr int kMaxWordsPerTile = 2 * kMaxSharedBits;
static_assert(kWordsPerBlock <= kMaxWordsPerTile);
// Of all valid (B, S): a block of words of 8 bits at S = 0. With overlap there are 64 at most.
inline constexpr int kMaxCellsPerTile = kWordsPerBlock * kMaxBits;

// Which bits of which words lie in the shared cells of a tile (SCIENCE.md, section 2). A regular
// word is a row of the S x S square, a transposed word is a column. The shared bits of a word are
// its k = S/2 lowest and its k highest; they are numbered 0..S-1 in order of significance, and that
// number is called the index.
//
// A rotation rho renumbers the columns: in every layout, cell (r, c) at rotation rho holds what
// cell (r, (c + rho) mod S) holds at rotation 0. At rotation 0, cell (r, c) holds
//   kSkew:   index m = (r + c) mod S of the regular and S-1-m of the transposed word;
//   kNibble: index (c + k [r >= k]) mod S of the regular and (r + k [c < k]) mod S of the
//            transposed word: in each of the 2 x 2 blocks of k x k cells, one word has its lower
//            and the other its upper half;
//   kPlain:  index c of the regular and r of the transposed word, as two plain memories would have
//            it: the most significant bits meet each other, and so do the least significant ones.
// Immutable; thread-safe.
class TileLayout {
 public:
  // `memory` must be valid.
  explicit TileLayout(const MemoryOptions& memory);

  int shared_bits() const { return shared_bits_; }
  // The bit of a code, 0..B-1, that has index `index`.
  int significance(int index) const { return significance_[index]; }
  // The bits of a code that are private cells.
  uint8_t private_mask() const { return private_mask_; }

  int RegularIndex(int row, int column, int rotation) const {
    return regular_[row][(column + rotation) % shared_bits_];
  }
  int TransposedIndex(int row, int column, int rotation) const {
    return transposed_[row][(column + rotation) % shared_bits_];
  }

 private:
  using Square = std::array<std::array<int8_t, kMaxSharedBits>, kMaxSharedBits>;

  int shared_bits_;
  uint8_t private_mask_;
  std::array<int8_t, kMaxSharedBits> significance_{};
  Square regular_{};     // the index of the regular word in cell (row, column) at rotation 0
  Square transposed_{};  // the same for the transposed word
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_TILE_LAYOUT_H_
