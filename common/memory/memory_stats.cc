#include "common/memory/memory_stats.h"

namespace palimpsest {

double MemoryStats::cells_per_weight() const {
  return weights == 0 ? 0 : static_cast<double>(total_cells()) / static_cast<double>(weights);
}

double MemoryStats::capacity_factor() const {
  return total_cells() == 0 ? 0
                            : static_cast<double>(plain_cells) / static_cast<double>(total_cells());
}

MemoryStats& MemoryStats::operator+=(const MemoryStats& other) {
  weights += other.weights;
  tiles += other.tiles;
  words += other.words;
  data_cells += other.data_cells;
  metadata_cells += other.metadata_cells;
  plain_cells += other.plain_cells;
  return *this;
}

MemoryStats StatsOfLayer(const MemoryOptions& memory, int64_t weight_count) {
  const int64_t words_per_tile = memory.words_per_tile();
  MemoryStats stats;
  stats.weights = weight_count;
  stats.tiles = (weight_count + words_per_tile - 1) / words_per_tile;
  stats.words = stats.tiles * words_per_tile;
  stats.data_cells = stats.tiles * memory.cells_per_tile();
  stats.metadata_cells = stats.tiles * memory.rotation_bits();
  stats.plain_cells = weight_count * memory.bits;
  return stats;
}

}  // namespace palimpsest
