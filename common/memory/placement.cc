#include "common/memory/placement.h"

#include <algorithm>
#include <cstddef>

namespace palimpsest {
namespace {

int64_t DivideRoundingUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

std::vector<int64_t> Starts(const std::vector<int64_t>& counts) {
  std::vector<int64_t> starts = {0};
  for (const int64_t count : counts) starts.push_back(starts.back() + count);
  return starts;
}

}  // namespace

Placement::Placement(const MemoryOptions& memory, const std::vector<int64_t>& weight_counts)
    : words_(memory.words_per_tile()),
      across_(memory.pairing == Pairing::kAcrossLayers && memory.shared_bits > 0),
      shuffled_(memory.pairing == Pairing::kRandom),
      starts_(Starts(weight_counts)),
      permutation_(memory.pairing_seed, starts_.back()),
      tile_count_(DivideRoundingUp(starts_.back(), words_)) {
  if (!across_) return;
  const int side = words_ / 2;
  longer_ = CountOf(0) >= CountOf(1) ? 0 : 1;
  mixed_tiles_ = DivideRoundingUp(std::min(CountOf(0), CountOf(1)), side);
  const int64_t rest = std::max<int64_t>(0, CountOf(longer_) - mixed_tiles_ * side);
  tile_count_ = mixed_tiles_ + DivideRoundingUp(rest, words_);
}

WeightPosition Placement::AcrossAt(int64_t tile, int word) const {
  const int side = words_ / 2;
  WeightPosition weight;
  if (tile < mixed_tiles_) {
    weight = {word / side, tile * side + word % side};
  } else {
    weight = {longer_, mixed_tiles_ * side + (tile - mixed_tiles_) * words_ + word};
  }
  return weight.index < CountOf(weight.tensor) ? weight : WeightPosition();
}

WeightPosition Placement::InOrderAt(int64_t place) const {
  if (place >= weight_count()) return {};
  if (shuffled_) place = permutation_.At(place);
  // As a rule there is one tensor.
  size_t tensor = 0;
  while (place >= starts_[tensor + 1]) ++tensor;
  return {static_cast<int>(tensor), place - starts_[tensor]};
}

WordPosition Placement::WordOf(const WeightPosition& weight) const {
  if (across_) {
    const int side = words_ / 2;
    const int64_t mixed = mixed_tiles_ * side;
    if (weight.index < mixed) {
      return {weight.index / side, weight.tensor * side + static_cast<int>(weight.index % side)};
    }
    const int64_t rest = weight.index - mixed;
    return {mixed_tiles_ + rest / words_, static_cast<int>(rest % words_)};
  }
  int64_t place = starts_[static_cast<size_t>(weight.tensor)] + weight.index;
  if (shuffled_) place = permutation_.PlaceOf(place);
  return {place / words_, static_cast<int>(place % words_)};
}

}  // namespace palimpsest
