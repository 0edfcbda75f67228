#include "common/memory/search_plan.h"

namespace palimpsest {

SearchPlan::SearchPlan(const MemoryOptions& memory, bool descend)
    : bits(memory.bits), shared_bits(memory.shared_bits), descend(descend) {
  const TileLayout layout(memory);
  private_mask = layout.private_mask();
  const int s = shared_bits;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column) {
      const int own = layout.significance(layout.RegularIndex(row, column, /*rotation=*/0));
      const int other = layout.significance(layout.TransposedIndex(row, column, /*rotation=*/0));
      crossings[row][own] = {s + column, static_cast<float>(1 << other), 1 << other};
      crossings[s + column][other] = {row, static_cast<float>(1 << own), 1 << own};
    }
  }
}

}  // namespace palimpsest
