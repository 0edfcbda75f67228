#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_

#include <cstdint>

#include "common/memory/memory_plan.h"

namespace palimpsest {

// What a group of tensors, or several groups together, take in the memory. A value; the default is
// nothing at all.
struct MemoryStats {
  int64_t weights = 0;
  int64_t tiles = 0;
  int64_t words = 0;           // places for weights; without shared bits none is padding
  int64_t data_cells = 0;      // cells of all tiles, those of padding words counted
  int64_t metadata_cells = 0;  // one for each bit of the tiles' choices
  int64_t unshared_cells = 0;  // what B-bit words that share nothing take for the same weights

  int64_t padding_words() const { return words - weights; }
  int64_t total_cells() const { return data_cells + metadata_cells; }
  // total_cells / weights; 0 without weights.
  double cells_per_weight() const;
  // unshared_cells / total_cells, i.e. B / cells_per_weight where all groups have the same B; 0
  // without cells.
  double capacity_factor() const;

  MemoryStats& operator+=(const MemoryStats& other);
};

MemoryStats StatsOf(const MemoryPlan& plan);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_STATS_H_
