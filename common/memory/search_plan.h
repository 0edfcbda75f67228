#ifndef PALIMPSEST_COMMON_MEMORY_SEARCH_PLAN_H_
#define PALIMPSEST_COMMON_MEMORY_SEARCH_PLAN_H_

#include <cstdint>

#include "common/memory/memory_options.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {

// What a search must know about the memory; made once for many batches. Aligned, so that the speed
// of a search does not depend on where the plan happens to lie (7 % were seen).
struct alignas(64) SearchPlan {
  SearchPlan(const MemoryOptions& memory, bool descend);

  // Where one bit of a word lies in a word of the other direction, at rotation 0.
  struct Crossing {
    int word = -1;   // -1 for private bits
    float size = 0;  // 2^bit of the other word's bit
    int32_t mask = 0;
  };

  int bits;
  int shared_bits;
  bool descend;  // false: stop at the starting point
  int32_t private_mask;
  Crossing crossings[kMaxWordsPerTile][kMaxBits];
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_SEARCH_PLAN_H_
