#include "common/memory/tile_layout.h"

namespace palimpsest {

TileLayout::TileLayout(const MemoryOptions& memory)
    : shared_bits_(memory.shared_bits), private_mask_(static_cast<uint8_t>(memory.levels() - 1)) {
  const int s = shared_bits_;
  const int half = s / 2;
  for (int index = 0; index < s; ++index) {
    significance_[index] = static_cast<int8_t>(index < half ? index : memory.bits - s + index);
    private_mask_ &= static_cast<uint8_t>(~(1 << significance_[index]));
  }
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column) {
      int regular = 0;
      int transposed = 0;
      switch (memory.layout) {
        case Layout::kSkew:
          regular = (row + column) % s;
          transposed = s - 1 - regular;
          break;
        case Layout::kNibble:
          regular = (column + (row >= half ? half : 0)) % s;
          transposed = (row + (column < half ? half : 0)) % s;
          break;
        case Layout::kPlain:
          regular = column;
          transposed = row;
          break;
      }
      regular_[row][column] = static_cast<int8_t>(regular);
      transposed_[row][column] = static_cast<int8_t>(transposed);
    }
  }
}

}  // namespace palimpsest
