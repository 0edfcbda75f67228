#include "server/engine/tiled_layer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "common/base/random.h"
#include "common/base/status_macros.h"

namespace palimpsest {

TiledLayer::TiledLayer(Encoder encoder, Scale scale, int64_t weight_count, uint64_t seed)
    : encoder_(std::move(encoder)),
      scale_(std::move(scale)),
      weight_count_(weight_count),
      seed_(seed),
      is_frozen_(static_cast<size_t>(encoder_.tile_count(weight_count))),
      codes_(is_frozen_.size() * static_cast<size_t>(encoder_.memory().words_per_tile())),
      rotations_(is_frozen_.size()),
      error_(is_frozen_.size()) {}

absl::Status TiledLayer::FreezeUpTo(double portion, v1::RetrainingSpec::Order order,
                                    absl::Span<const float> weights) {
  const int64_t target = std::llround(portion * static_cast<double>(tile_count()));
  if (target <= frozen_count_) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<int64_t> tiles, Candidates(order, weights));
  tiles.resize(static_cast<size_t>(target - frozen_count_));
  std::sort(tiles.begin(), tiles.end());
  ASSIGN_OR_RETURN(const EncodedTiles encoded,
                   encoder_.EncodeTiles(weights, /*importance=*/{}, scale_, tiles));
  const size_t words = static_cast<size_t>(encoder_.memory().words_per_tile());
  for (size_t t = 0; t < tiles.size(); ++t) {
    const size_t tile = static_cast<size_t>(tiles[t]);
    is_frozen_[tile] = true;
    std::copy_n(encoded.codes.begin() + static_cast<ptrdiff_t>(t * words), words,
                codes_.begin() + static_cast<ptrdiff_t>(tile * words));
    rotations_[tile] = encoded.rotations[t];
    error_[tile] = encoded.error[t];
  }
  frozen_count_ = target;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> TiledLayer::Candidates(v1::RetrainingSpec::Order order,
                                                            absl::Span<const float> weights) const {
  std::vector<int64_t> tiles;
  for (size_t tile = 0; tile < is_frozen_.size(); ++tile) {
    if (!is_frozen_[tile]) tiles.push_back(static_cast<int64_t>(tile));
  }
  // What goes first has the largest score.
  std::vector<double> score(is_frozen_.size());
  if (order == v1::RetrainingSpec::RANDOM) {
    for (const int64_t tile : tiles) {
      score[static_cast<size_t>(tile)] =
          Random(SubSeed(seed_, static_cast<uint64_t>(tile))).Uniform();
    }
  } else if (order == v1::RetrainingSpec::MAGNITUDE) {
    for (const int64_t tile : tiles) {
      for (const int64_t weight : encoder_.WeightsOfTile(tile, weight_count_)) {
        if (weight >= 0) {
          score[static_cast<size_t>(tile)] += std::abs(weights[static_cast<size_t>(weight)]);
        }
      }
    }
  } else {
    ASSIGN_OR_RETURN(const EncodedTiles encoded,
                     encoder_.EncodeTiles(weights, /*importance=*/{}, scale_, tiles));
    const double sign = order == v1::RetrainingSpec::ERROR_DESCENDING ? 1 : -1;
    for (size_t t = 0; t < tiles.size(); ++t) {
      score[static_cast<size_t>(tiles[t])] = sign * encoded.error[t];
    }
  }
  std::stable_sort(tiles.begin(), tiles.end(), [&score](int64_t a, int64_t b) {
    return score[static_cast<size_t>(a)] > score[static_cast<size_t>(b)];
  });
  return tiles;
}

EncodedTiles TiledLayer::FrozenTiles() const {
  EncodedTiles encoded;
  const size_t words = static_cast<size_t>(encoder_.memory().words_per_tile());
  for (size_t tile = 0; tile < is_frozen_.size(); ++tile) {
    if (!is_frozen_[tile]) continue;
    encoded.tiles.push_back(static_cast<int64_t>(tile));
    const auto begin = codes_.begin() + static_cast<ptrdiff_t>(tile * words);
    encoded.codes.insert(encoded.codes.end(), begin, begin + static_cast<ptrdiff_t>(words));
    encoded.rotations.push_back(rotations_[tile]);
    encoded.error.push_back(error_[tile]);
  }
  return encoded;
}

void TiledLayer::WriteFrozen(absl::Span<float> weights) const {
  DequantizeTiles(encoder_, FrozenTiles(), scale_, weights);
}

std::vector<uint8_t> TiledLayer::FrozenMask() const {
  std::vector<uint8_t> mask(static_cast<size_t>(weight_count_));
  for (size_t tile = 0; tile < is_frozen_.size(); ++tile) {
    if (!is_frozen_[tile]) continue;
    for (const int64_t weight : encoder_.WeightsOfTile(static_cast<int64_t>(tile), weight_count_)) {
      if (weight >= 0) mask[static_cast<size_t>(weight)] = 1;
    }
  }
  return mask;
}

}  // namespace palimpsest
