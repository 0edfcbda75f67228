#include "common/retraining/frozen_tiles.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr int64_t kTilesBetweenStops = 4096;

size_t CodeCount(const MemoryPlan& plan) {
  return static_cast<size_t>(plan.tile_count() * plan.words_per_tile());
}

size_t ChoiceCount(const MemoryPlan& plan) {
  return plan.memory().choices() > 1 ? static_cast<size_t>(plan.tile_count()) : 0;
}

bool AllBelow(const std::vector<uint8_t>& values, int limit) {
  return std::all_of(values.begin(), values.end(),
                     [limit](uint8_t value) { return value < limit; });
}

}  // namespace

FrozenTiles::FrozenTiles(MemoryPlan plan)
    : plan_(std::move(plan)),
      frozen_(static_cast<size_t>(plan_.tile_count())),
      codes_(CodeCount(plan_)),
      choices_(ChoiceCount(plan_)) {}

absl::StatusOr<FrozenTiles> FrozenTiles::Restore(MemoryPlan plan, std::vector<uint8_t> frozen,
                                                 std::vector<uint8_t> codes,
                                                 std::vector<uint8_t> choices) {
  FrozenTiles restored(std::move(plan));
  const MemoryOptions& memory = restored.plan_.memory();
  if (frozen.size() != restored.frozen_.size() || codes.size() != restored.codes_.size() ||
      choices.size() != restored.choices_.size() || !AllBelow(frozen, 2) ||
      !AllBelow(codes, memory.levels()) || !AllBelow(choices, memory.choices())) {
    return absl::DataLossError(absl::StrCat(restored.plan_.tensors()[0].name,
                                            ": what was frozen does not fit the memory"));
  }
  restored.frozen_count_ = std::count(frozen.begin(), frozen.end(), 1);
  restored.frozen_ = std::move(frozen);
  restored.codes_ = std::move(codes);
  restored.choices_ = std::move(choices);
  return restored;
}

absl::Status FrozenTiles::Freeze(const EncodedTiles& encoded) {
  const size_t words = static_cast<size_t>(plan_.words_per_tile());
  if (encoded.codes.size() != encoded.tiles.size() * words ||
      encoded.choices.size() != (choices_.empty() ? 0 : encoded.tiles.size())) {
    return absl::InternalError("encoded tiles of another plan");
  }
  for (size_t t = 0; t < encoded.tiles.size(); ++t) {
    const int64_t tile = encoded.tiles[t];
    if (tile < 0 || tile >= plan_.tile_count() || frozen_[static_cast<size_t>(tile)] != 0) {
      return absl::InternalError(absl::StrCat("tile ", tile, " cannot be frozen"));
    }
    const size_t at = static_cast<size_t>(tile);
    frozen_[at] = 1;
    ++frozen_count_;
    std::copy_n(encoded.codes.begin() + static_cast<ptrdiff_t>(t * words), words,
                codes_.begin() + static_cast<ptrdiff_t>(at * words));
    if (!choices_.empty()) choices_[at] = encoded.choices[t];
  }
  return absl::OkStatus();
}

std::vector<int64_t> FrozenTiles::NotFrozen() const {
  std::vector<int64_t> tiles;
  tiles.reserve(frozen_.size() - static_cast<size_t>(frozen_count_));
  for (size_t tile = 0; tile < frozen_.size(); ++tile) {
    if (frozen_[tile] == 0) tiles.push_back(static_cast<int64_t>(tile));
  }
  return tiles;
}

EncodedTiles FrozenTiles::Encoded() const {
  EncodedTiles encoded;
  const size_t words = static_cast<size_t>(plan_.words_per_tile());
  encoded.tiles.reserve(static_cast<size_t>(frozen_count_));
  encoded.codes.reserve(static_cast<size_t>(frozen_count_) * words);
  for (size_t tile = 0; tile < frozen_.size(); ++tile) {
    if (frozen_[tile] == 0) continue;
    encoded.tiles.push_back(static_cast<int64_t>(tile));
    const auto begin = codes_.begin() + static_cast<ptrdiff_t>(tile * words);
    encoded.codes.insert(encoded.codes.end(), begin, begin + static_cast<ptrdiff_t>(words));
    if (!choices_.empty()) encoded.choices.push_back(choices_[tile]);
  }
  return encoded;
}

absl::Status FrozenTiles::WriteValues(MutableGroupWeights weights, const StopToken& stop) const {
  return DequantizeTiles(plan_, Encoded(), weights, stop);
}

absl::StatusOr<std::vector<uint8_t>> FrozenTiles::MaskOf(int tensor, const StopToken& stop) const {
  std::vector<uint8_t> mask(static_cast<size_t>(plan_.weight_count(tensor)));
  for (int64_t tile = 0; tile < plan_.tile_count(); ++tile) {
    if (tile % kTilesBetweenStops == 0) RETURN_IF_ERROR(stop.Check());
    if (frozen_[static_cast<size_t>(tile)] == 0) continue;
    for (int word = 0; word < plan_.words_per_tile(); ++word) {
      const WeightPosition at = plan_.WeightAt(tile, word);
      if (at.tensor == tensor) mask[static_cast<size_t>(at.index)] = 1;
    }
  }
  return mask;
}

absl::Status FreezePortion(const PortionOptions& options, const Encoder& encoder,
                           GroupWeights weights, FrozenTiles& frozen, const StopToken& stop) {
  const int64_t missing =
      TilesOfPortion(options.portion, encoder.plan().tile_count()) - frozen.frozen_count();
  if (missing <= 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<int64_t> tiles, InFreezingOrder(encoder, options.order, options.seed,
                                                               weights, frozen.NotFrozen(), stop));
  tiles.resize(static_cast<size_t>(missing));
  std::sort(tiles.begin(), tiles.end());
  ASSIGN_OR_RETURN(const EncodedTiles encoded, encoder.Encode(weights, tiles, stop));
  return frozen.Freeze(encoded);
}

}  // namespace palimpsest
