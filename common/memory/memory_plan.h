#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_PLAN_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/memory/memory_options.h"
#include "common/memory/placement.h"
#include "common/memory/scale.h"

namespace palimpsest {

// A tensor of a group: everything about it but its weights.
struct PlanTensor {
  std::string name;  // of the parameter, e.g. "conv1.weight"
  std::vector<int64_t> shape;
  Scale scale;
  // How much the squared error of each weight counts (h >= 0); null: 1 for all.
  std::shared_ptr<const std::vector<float>> importance;
};

// A cell that holds the same bit whatever is written. Cells of a tile are numbered as in an image:
// the S x S shared ones row by row, then the B - S private ones of each word, regular words first,
// least significant first.
struct StuckCell {
  int64_t tile = 0;
  int cell = 0;
  bool value = false;
};

// The weights of the tensors of a group, one span a tensor, in the order of the plan.
using GroupWeights = absl::Span<const absl::Span<const float>>;
using MutableGroupWeights = absl::Span<const absl::Span<float>>;

// How the weights of a group, one or more tensors that share tiles, lie in the memory: everything
// that encoder, image, dequantizer and report must agree on. Made once; immutable, a copy costs a
// reference. Thread-safe.
class MemoryPlan {
 public:
  // INVALID_ARGUMENT naming the tensor and the field: bad memory options, no tensors (two exactly
  // for Pairing::kAcrossLayers), two of one name, a negative size or more than 2^53 weights, a
  // scale that is not positive, not finite or does not divide the weights, an importance that is
  // negative, not finite or of another length, stuck cells that are not there or named twice.
  static absl::StatusOr<MemoryPlan> Create(const MemoryOptions& memory,
                                           std::vector<PlanTensor> tensors,
                                           std::vector<StuckCell> stuck_cells = {});

  // The same with other scales, one a tensor. Costs nothing that grows with the weights.
  // INVALID_ARGUMENT as above.
  absl::StatusOr<MemoryPlan> WithScales(std::vector<Scale> scales) const;

  const MemoryOptions& memory() const { return state_->memory; }
  absl::Span<const PlanTensor> tensors() const { return state_->tensors; }
  int tensor_count() const { return static_cast<int>(state_->tensors.size()); }
  int64_t weight_count() const { return state_->placement.weight_count(); }
  int64_t weight_count(int tensor) const {
    return state_->weight_counts[static_cast<size_t>(tensor)];
  }
  int64_t tile_count() const { return state_->placement.tile_count(); }
  int words_per_tile() const { return state_->memory.words_per_tile(); }
  // Cells of all tiles. Storage without shared bits has no padding.
  int64_t cell_count() const;

  // Depends on nothing but the tensors' names: what is seeded with it for this group does not
  // change with the other groups of a network.
  uint64_t seed() const { return state_->seed; }

  // Placement, both ways. `tile` is below tile_count(), `word` below words_per_tile().
  WeightPosition WeightAt(int64_t tile, int word) const {
    return state_->placement.WeightAt(tile, word);
  }
  WordPosition WordOf(const WeightPosition& weight) const {
    return state_->placement.WordOf(weight);
  }

  // Of a weight of the group, not padding.
  ChannelScale ScaleOf(const WeightPosition& weight) const {
    const size_t tensor = static_cast<size_t>(weight.tensor);
    const Scale& scale = state_->tensors[tensor].scale;
    return scale.channel(scale.channels() == 1
                             ? 0
                             : static_cast<size_t>(weight.index) / state_->channel_sizes[tensor]);
  }
  double ImportanceOf(const WeightPosition& weight) const {
    const auto& importance = state_->tensors[static_cast<size_t>(weight.tensor)].importance;
    return importance == nullptr ? 1.0 : (*importance)[static_cast<size_t>(weight.index)];
  }

  // In the order of tile and cell; of all tiles, and of one.
  absl::Span<const StuckCell> stuck_cells() const { return state_->stuck_cells; }
  absl::Span<const StuckCell> StuckCellsOf(int64_t tile) const;

  // INVALID_ARGUMENT naming the tensor unless there is a span for each, as long as it.
  absl::Status CheckSizes(GroupWeights weights) const;
  absl::Status CheckSizes(MutableGroupWeights weights) const;

 private:
  struct State {
    MemoryOptions memory;
    std::vector<PlanTensor> tensors;
    std::vector<int64_t> weight_counts;
    std::vector<size_t> channel_sizes;  // weights of a channel
    std::vector<StuckCell> stuck_cells;
    uint64_t seed;
    Placement placement;
  };

  explicit MemoryPlan(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_PLAN_H_
