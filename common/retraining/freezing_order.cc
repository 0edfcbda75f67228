#include "common/retraining/freezing_order.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/base/stable_sort.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Tiles between two looks at the stop token.
constexpr size_t kTilesAtOnce = 4096;

// A tile and its score: what goes first has the largest.
struct Candidate {
  double score = 0;
  int64_t tile = 0;
};

absl::Status ScoreByMagnitude(const MemoryPlan& plan, GroupWeights weights, const StopToken& stop,
                              std::vector<Candidate>& candidates) {
  RETURN_IF_ERROR(plan.CheckSizes(weights));
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (i % kTilesAtOnce == 0) RETURN_IF_ERROR(stop.Check());
    Candidate& candidate = candidates[i];
    for (int word = 0; word < plan.words_per_tile(); ++word) {
      const WeightPosition at = plan.WeightAt(candidate.tile, word);
      if (at.is_padding()) continue;
      candidate.score +=
          std::abs(weights[static_cast<size_t>(at.tensor)][static_cast<size_t>(at.index)]);
    }
    // One weight that is not finite makes the sum so; the sum of finite ones cannot overflow.
    if (!std::isfinite(candidate.score)) {
      return absl::InvalidArgumentError(
          absl::StrCat("a weight of tile ", candidate.tile, " is not finite"));
    }
  }
  return absl::OkStatus();
}

absl::Status ScoreByError(const Encoder& encoder, double sign, GroupWeights weights,
                          const StopToken& stop, std::vector<Candidate>& candidates) {
  std::vector<int64_t> tiles;
  tiles.reserve(candidates.size());
  for (const Candidate& candidate : candidates) tiles.push_back(candidate.tile);
  ASSIGN_OR_RETURN(const EncodedTiles encoded, encoder.Encode(weights, tiles, stop));
  for (size_t i = 0; i < candidates.size(); ++i) candidates[i].score = sign * encoded.error[i];
  return absl::OkStatus();
}

absl::Status Score(const Encoder& encoder, FreezingOrder order, uint64_t seed, GroupWeights weights,
                   const StopToken& stop, std::vector<Candidate>& candidates) {
  switch (order) {
    case FreezingOrder::kMagnitude:
      return ScoreByMagnitude(encoder.plan(), weights, stop, candidates);
    case FreezingOrder::kErrorDescending:
      return ScoreByError(encoder, 1, weights, stop, candidates);
    case FreezingOrder::kErrorAscending:
      return ScoreByError(encoder, -1, weights, stop, candidates);
    case FreezingOrder::kRandom:
      break;
  }
  const uint64_t group_seed = SubSeed(seed, encoder.plan().seed());
  for (Candidate& candidate : candidates) {
    candidate.score = Random(SubSeed(group_seed, static_cast<uint64_t>(candidate.tile))).Uniform();
  }
  return absl::OkStatus();
}

}  // namespace

int64_t TilesOfPortion(double portion, int64_t tile_count) {
  return std::llround(portion * static_cast<double>(tile_count));
}

absl::StatusOr<std::vector<int64_t>> InFreezingOrder(const Encoder& encoder, FreezingOrder order,
                                                     uint64_t seed, GroupWeights weights,
                                                     std::vector<int64_t> tiles,
                                                     const StopToken& stop) {
  std::vector<Candidate> candidates;
  candidates.reserve(tiles.size());
  for (const int64_t tile : tiles) candidates.push_back({0, tile});
  RETURN_IF_ERROR(Score(encoder, order, seed, weights, stop, candidates));
  const auto before = [](const Candidate& a, const Candidate& b) { return a.score > b.score; };
  RETURN_IF_ERROR(StableSort(candidates, before, stop));
  for (size_t i = 0; i < tiles.size(); ++i) tiles[i] = candidates[i].tile;
  return tiles;
}

}  // namespace palimpsest
