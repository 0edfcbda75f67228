#include "common/memory/memory_stats.h"

namespace palimpsest {

double MemoryStats::cells_per_weight() const {
  return weights == 0 ? 0 : static_cast<double>(total_cells()) / static_cast<double>(weights);
}

double MemoryStats::capacity_factor() const {
  return total_cells() == 0
             ? 0
             : static_cast<double>(unshared_cells) / static_cast<double>(total_cells());
}

MemoryStats& MemoryStats::operator+=(const MemoryStats& other) {
  weights += other.weights;
  tiles += other.tiles;
  words += other.words;
  data_cells += other.data_cells;
  metadata_cells += other.metadata_cells;
  unshared_cells += other.unshared_cells;
  return *this;
}

MemoryStats StatsOf(const MemoryPlan& plan) {
  const MemoryOptions& memory = plan.memory();
  MemoryStats stats;
  stats.weights = plan.weight_count();
  stats.tiles = plan.tile_count();
  stats.words = memory.shared_bits == 0 ? stats.weights : stats.tiles * plan.words_per_tile();
  stats.data_cells = plan.cell_count();
  stats.metadata_cells = stats.tiles * memory.choice_bits();
  stats.unshared_cells = stats.weights * memory.bits;
  return stats;
}

}  // namespace palimpsest
