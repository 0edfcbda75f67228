#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_

#include <cstdint>

#include "common/memory/memory_options.h"

namespace palimpsest {

// What a layer, or several layers together, take in the memory. A plain value; the default is
// nothing at all.
struct MemoryStats {
  int64_t weights = 0;
  int64_t tiles = 0;
  int64_t words = 0;           // places for weights, tiles * words_per_tile
  int64_t data_cells = 0;      // cells of all tiles, those of padding words counted
  int64_t metadata_cells = 0;  // one for each bit of rotation metadata
  int64_t plain_cells = 0;     // what plain B-bit storage of the same weights takes

  int64_t padding_words() const { return words - weights; }
  int64_t total_cells() const { return data_cells + metadata_cells; }
  // total_cells / weights; 0 without weights.
  double cells_per_weight() const;
  // plain_cells / total_cells, i.e. B / cells_per_weight where all layers have the same B; 0
  // without cells.
  double capacity_factor() const;

  MemoryStats& operator+=(const MemoryStats& other);
};

// Of one layer of `weight_count` >= 0 weights. `memory` must be valid.
MemoryStats StatsOfLayer(const MemoryOptions& memory, int64_t weight_count);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_
