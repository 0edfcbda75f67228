#ifndef PALIMPSEST_COMMON_MEMORY_TILE_CELLS_H_
#define PALIMPSEST_COMMON_MEMORY_TILE_CELLS_H_

#include "common/memory/memory_options.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {

// Calls visit(cell, word, bit) for every bit of every word of a tile, `cell` being its number in
// the tile: the S x S shared cells row by row, then the private cells of each word, regular words
// first, least significant first. A shared cell is visited twice, once for each of its words.
template <typename Visit>
void ForEachBit(const MemoryOptions& memory, const TileLayout& layout, int rotation, Visit visit) {
  const int s = memory.shared_bits;
  int cell = 0;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column, ++cell) {
      visit(cell, row, layout.significance(layout.RegularIndex(row, column, rotation)));
      visit(cell, s + column, layout.significance(layout.TransposedIndex(row, column, rotation)));
    }
  }
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    for (int bit = 0; bit < memory.bits; ++bit) {
      if (layout.private_mask() >> bit & 1) visit(cell++, word, bit);
    }
  }
}

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_TILE_CELLS_H_
