#ifndef PALIMPSEST_TESTS_UNIT_MEMORY_REFERENCE_H_
#define PALIMPSEST_TESTS_UNIT_MEMORY_REFERENCE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_options.h"
#include "common/memory/memory_plan.h"
#include "common/memory/tile_encoder.h"

namespace palimpsest {

// Slow and plain computations that the encoder is compared with. They know the layout only cell by
// cell, through TileLayout.

// A tile with targets normal around the middle of the range and weights
// uniform in [0.1, 1] if `weighted`, else 1.
TileTask RandomTask(const MemoryOptions& memory, uint64_t seed, bool weighted);

// sum of weight (target - code)^2.
double CostOf(const MemoryOptions& memory, const TileTask& task, const uint8_t* codes);

// The least cost over all contents of the cells and, where `memory` has them, all rotations.
// S <= 4: 2^16 contents of the shared cells. Only contents that have the stuck cells as they are.
double LeastCost(const MemoryOptions& memory, const TileTask& task,
                 const std::vector<StuckCell>& stuck_cells = {});

// The least cost that changing the cells of one word, all other cells kept, can reach.
double LeastCostOfWordChange(const MemoryOptions& memory, const TileTask& task,
                             const TileResult& result, int word);

// Whether both words of each shared cell agree about it.
bool SharedCellsAgree(const MemoryOptions& memory, const TileResult& result);

// A plan of one tensor.
MemoryPlan PlanOf(const MemoryOptions& memory, int64_t weight_count, const Scale& scale,
                  absl::Span<const float> importance = {}, std::vector<StuckCell> stuck_cells = {});

// What the memory holds instead of the tensor's weights.
std::vector<float> Decoded(const MemoryPlan& plan, const EncodedTiles& encoded);

// Shuffled quantiles of a distribution of unit variance: a sample without sampling noise.
std::vector<float> StratifiedGaussian(int count);
std::vector<float> StratifiedLaplacian(int count);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_MEMORY_REFERENCE_H_
