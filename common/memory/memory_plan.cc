#include "common/memory/memory_plan.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Leaves room for the number of cells and bits of any such group in an int64_t.
constexpr int64_t kMaxWeights = int64_t{1} << 53;

absl::StatusOr<int64_t> CheckedWeightCount(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0 || (size > 0 && count > kMaxWeights / size)) {
      return absl::InvalidArgumentError(absl::StrCat("a size of ", size));
    }
    count *= size;
  }
  return count;
}

absl::Status CheckScale(const Scale& scale, int64_t weight_count) {
  const size_t channels = scale.channels();
  if (channels == 0 || scale.zero_point.size() != channels ||
      weight_count % static_cast<int64_t>(channels) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("a scale of ", channels, " deltas and ",
                                                   scale.zero_point.size(), " zero points for ",
                                                   weight_count, " weights"));
  }
  for (size_t channel = 0; channel < channels; ++channel) {
    const auto [delta, zero_point] = scale.channel(channel);
    if (!std::isfinite(delta) || delta <= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("delta of channel ", channel, " is ", delta, "; it must be > 0 and finite"));
    }
    if (!std::isfinite(zero_point)) {
      return absl::InvalidArgumentError(
          absl::StrCat("zero point of channel ", channel, " is ", zero_point));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckImportance(const std::vector<float>& importance, int64_t weight_count) {
  if (static_cast<int64_t>(importance.size()) != weight_count) {
    return absl::InvalidArgumentError(absl::StrCat("an importance of ", importance.size(),
                                                   " values for ", weight_count, " weights"));
  }
  for (size_t i = 0; i < importance.size(); ++i) {
    if (!std::isfinite(importance[i]) || importance[i] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("importance ", i, " is ", importance[i], "; it must be >= 0 and finite"));
    }
  }
  return absl::OkStatus();
}

bool Before(const StuckCell& a, const StuckCell& b) {
  return std::tie(a.tile, a.cell) < std::tie(b.tile, b.cell);
}

// `stuck_cells` in order.
absl::Status CheckStuckCells(const MemoryOptions& memory, int64_t tile_count,
                             const std::vector<StuckCell>& stuck_cells) {
  for (size_t i = 0; i < stuck_cells.size(); ++i) {
    const StuckCell& stuck = stuck_cells[i];
    if (stuck.tile < 0 || stuck.tile >= tile_count || stuck.cell < 0 ||
        stuck.cell >= memory.cells_per_tile()) {
      return absl::InvalidArgumentError(
          absl::StrCat("stuck cell ", stuck.cell, " of tile ", stuck.tile, " is not one of the ",
                       memory.cells_per_tile(), " cells of one of the ", tile_count, " tiles"));
    }
    if (i > 0 && !Before(stuck_cells[i - 1], stuck)) {
      return absl::InvalidArgumentError(
          absl::StrCat("stuck cell ", stuck.cell, " of tile ", stuck.tile, " is named twice"));
    }
  }
  return absl::OkStatus();
}

template <typename Weights>
absl::Status CheckSizesOf(const MemoryPlan& plan, Weights weights) {
  if (weights.size() != plan.tensors().size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "weights of ", weights.size(), " tensors for a plan of ", plan.tensors().size()));
  }
  for (int tensor = 0; tensor < plan.tensor_count(); ++tensor) {
    const size_t t = static_cast<size_t>(tensor);
    if (static_cast<int64_t>(weights[t].size()) != plan.weight_count(tensor)) {
      return absl::InvalidArgumentError(absl::StrCat(plan.tensors()[t].name, ": ",
                                                     weights[t].size(), " weights instead of ",
                                                     plan.weight_count(tensor)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MemoryPlan> MemoryPlan::Create(const MemoryOptions& memory,
                                              std::vector<PlanTensor> tensors,
                                              std::vector<StuckCell> stuck_cells) {
  RETURN_IF_ERROR(Annotate(memory.Validate(), "memory"));
  if (tensors.empty() || (memory.pairing == Pairing::kAcrossLayers && tensors.size() != 2)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a group of ", tensors.size(), " tensors for this pairing"));
  }
  std::set<std::string> names;
  std::vector<int64_t> weight_counts;
  std::vector<size_t> channel_sizes;
  int64_t total = 0;
  uint64_t seed = 0;
  for (const PlanTensor& tensor : tensors) {
    if (!names.insert(tensor.name).second) {
      return absl::InvalidArgumentError(absl::StrCat(tensor.name, " is twice in one group"));
    }
    const absl::StatusOr<int64_t> count = CheckedWeightCount(tensor.shape);
    RETURN_IF_ERROR(Annotate(count.status(), tensor.name));
    RETURN_IF_ERROR(Annotate(CheckScale(tensor.scale, *count), tensor.name));
    if (tensor.importance != nullptr) {
      RETURN_IF_ERROR(Annotate(CheckImportance(*tensor.importance, *count), tensor.name));
    }
    if (*count > kMaxWeights - total) {
      return absl::InvalidArgumentError(absl::StrCat(tensor.name, ": too many weights in a group"));
    }
    total += *count;
    weight_counts.push_back(*count);
    channel_sizes.push_back(static_cast<size_t>(*count) / tensor.scale.channels());
    seed = SubSeed(seed, SeedOfName(tensor.name));
  }
  Placement placement(memory, weight_counts);
  std::sort(stuck_cells.begin(), stuck_cells.end(), Before);
  RETURN_IF_ERROR(CheckStuckCells(memory, placement.tile_count(), stuck_cells));
  return MemoryPlan(std::make_shared<const State>(
      State{memory, std::move(tensors), std::move(weight_counts), std::move(channel_sizes),
            std::move(stuck_cells), seed, std::move(placement)}));
}

absl::StatusOr<MemoryPlan> MemoryPlan::WithScales(std::vector<Scale> scales) const {
  if (scales.size() != state_->tensors.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(scales.size(), " scales for ", state_->tensors.size(), " tensors"));
  }
  State state = *state_;
  for (size_t t = 0; t < scales.size(); ++t) {
    PlanTensor& tensor = state.tensors[t];
    RETURN_IF_ERROR(Annotate(CheckScale(scales[t], state.weight_counts[t]), tensor.name));
    state.channel_sizes[t] = static_cast<size_t>(state.weight_counts[t]) / scales[t].channels();
    tensor.scale = std::move(scales[t]);
  }
  return MemoryPlan(std::make_shared<const State>(std::move(state)));
}

int64_t MemoryPlan::cell_count() const {
  const MemoryOptions& memory = state_->memory;
  return memory.shared_bits == 0 ? weight_count() * memory.bits
                                 : tile_count() * memory.cells_per_tile();
}

absl::Span<const StuckCell> MemoryPlan::StuckCellsOf(int64_t tile) const {
  const std::vector<StuckCell>& all = state_->stuck_cells;
  if (all.empty()) return {};
  const auto begin = std::lower_bound(all.begin(), all.end(), StuckCell{tile, 0, false}, Before);
  const auto end = std::lower_bound(begin, all.end(), StuckCell{tile + 1, 0, false}, Before);
  return absl::MakeConstSpan(all).subspan(static_cast<size_t>(begin - all.begin()),
                                          static_cast<size_t>(end - begin));
}

absl::Status MemoryPlan::CheckSizes(GroupWeights weights) const {
  return CheckSizesOf(*this, weights);
}

absl::Status MemoryPlan::CheckSizes(MutableGroupWeights weights) const {
  return CheckSizesOf(*this, weights);
}

}  // namespace palimpsest
