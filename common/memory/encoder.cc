#include "common/memory/encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/memory/pairing.h"
#include "common/memory/tile_encoder.h"

namespace palimpsest {
namespace {

// Tiles that go to the tile encoder at once: enough to fill its lanes, few enough to lie in the
// cache.
constexpr int64_t kTilesAtOnce = 64;

absl::Status CheckScale(const Scale& scale, size_t weight_count) {
  const size_t channels = scale.delta.size();
  if (channels == 0 || scale.zero_point.size() != channels || weight_count % channels != 0) {
    return absl::InvalidArgumentError(absl::StrCat("a scale of ", channels, " deltas and ",
                                                   scale.zero_point.size(), " zero points for ",
                                                   weight_count, " weights"));
  }
  for (size_t channel = 0; channel < channels; ++channel) {
    const float delta = scale.delta[channel];
    if (!std::isfinite(delta) || delta <= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("delta of channel ", channel, " is ", delta, "; it must be > 0 and finite"));
    }
    const float zero_point = scale.zero_point[channel];
    if (!std::isfinite(zero_point)) {
      return absl::InvalidArgumentError(
          absl::StrCat("zero point of channel ", channel, " is ", zero_point));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWeights(absl::Span<const float> weights, absl::Span<const float> importance) {
  if (!importance.empty() && importance.size() != weights.size()) {
    return absl::InvalidArgumentError(absl::StrCat("an importance of ", importance.size(),
                                                   " values for ", weights.size(), " weights"));
  }
  for (size_t i = 0; i < weights.size(); ++i) {
    if (!std::isfinite(weights[i])) {
      return absl::InvalidArgumentError(absl::StrCat("weight ", i, " is ", weights[i]));
    }
  }
  for (size_t i = 0; i < importance.size(); ++i) {
    if (!std::isfinite(importance[i]) || importance[i] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("importance ", i, " is ", importance[i], "; it must be >= 0 and finite"));
    }
  }
  return absl::OkStatus();
}

// One call of EncodeTiles: its input, checked, and where its output goes.
struct Work {
  const MemoryOptions& memory;
  const TileEncoder& tile_encoder;
  const PairingOrder& order;
  uint64_t seed;
  absl::Span<const float> weights;
  absl::Span<const float> importance;
  const Scale& scale;
  EncodedTiles& encoded;
};

TileTask MakeTask(const Work& work, int64_t tile) {
  TileTask task;
  task.seed = SubSeed(work.seed, static_cast<uint64_t>(tile));
  const int words = work.memory.words_per_tile();
  for (int word = 0; word < words; ++word) {
    const int64_t index = work.order.WeightAt(tile * words + word);
    if (index < 0) continue;
    const size_t i = static_cast<size_t>(index);
    const size_t channel = work.scale.channel_of(i, work.weights.size());
    const double delta = work.scale.delta[channel];
    task.target[word] = work.weights[i] / delta + work.scale.zero_point[channel];
    task.weight[word] = (work.importance.empty() ? 1.0 : work.importance[i]) * delta * delta;
  }
  return task;
}

// Writes what was found for the tile at position `at` of the output.
void Store(const Work& work, const TileResult& result, size_t at) {
  const int words = work.memory.words_per_tile();
  double error = 0;
  for (int word = 0; word < words; ++word) {
    const int code = result.codes[word];
    work.encoded.codes[at * words + word] = static_cast<uint8_t>(code);
    const int64_t index = work.order.WeightAt(work.encoded.tiles[at] * words + word);
    if (index < 0) continue;
    const size_t i = static_cast<size_t>(index);
    const size_t channel = work.scale.channel_of(i, work.weights.size());
    const double difference =
        static_cast<double>(work.weights[i]) -
        Dequantize(code, work.scale.delta[channel], work.scale.zero_point[channel]);
    error += (work.importance.empty() ? 1.0 : work.importance[i]) * difference * difference;
  }
  work.encoded.rotations[at] = result.rotation;
  work.encoded.error[at] = error;
}

void EncodeRange(const Work& work, size_t begin, size_t end) {
  std::array<TileTask, kTilesAtOnce> tasks;
  std::array<TileResult, kTilesAtOnce> results;
  while (begin < end) {
    const size_t count = std::min<size_t>(kTilesAtOnce, end - begin);
    for (size_t i = 0; i < count; ++i) tasks[i] = MakeTask(work, work.encoded.tiles[begin + i]);
    work.tile_encoder.Encode(absl::MakeSpan(tasks.data(), count),
                             absl::MakeSpan(results.data(), count));
    for (size_t i = 0; i < count; ++i) Store(work, results[i], begin + i);
    begin += count;
  }
}

}  // namespace

absl::StatusOr<Encoder> Encoder::Create(const MemoryOptions& memory,
                                        const EncoderOptions& options) {
  RETURN_IF_ERROR(Annotate(memory.Validate(), "memory"));
  RETURN_IF_ERROR(Annotate(options.Validate(), "encoder"));
  return Encoder(memory, options);
}

int64_t Encoder::tile_count(int64_t weight_count) const {
  const int64_t words = memory_.words_per_tile();
  return (weight_count + words - 1) / words;
}

absl::StatusOr<EncodedTiles> Encoder::EncodeTiles(absl::Span<const float> weights,
                                                  absl::Span<const float> importance,
                                                  const Scale& scale,
                                                  absl::Span<const int64_t> tiles) const {
  RETURN_IF_ERROR(CheckWeights(weights, importance));
  RETURN_IF_ERROR(CheckScale(scale, weights.size()));
  const int64_t weight_count = static_cast<int64_t>(weights.size());
  const int64_t tile_limit = tile_count(weight_count);
  for (const int64_t tile : tiles) {
    if (tile < 0 || tile >= tile_limit) {
      return absl::InvalidArgumentError(
          absl::StrCat("tile ", tile, " of a layer of ", tile_limit, " tiles"));
    }
  }
  EncodedTiles encoded;
  encoded.tiles.assign(tiles.begin(), tiles.end());
  encoded.codes.resize(tiles.size() * static_cast<size_t>(memory_.words_per_tile()));
  encoded.rotations.resize(tiles.size());
  encoded.error.resize(tiles.size());
  if (tiles.empty()) return encoded;

  const TileEncoder tile_encoder(memory_, options_);
  const PairingOrder order(memory_, weight_count);
  const Work work{memory_, tile_encoder, order, options_.seed, weights, importance, scale, encoded};
  // No more threads than there are full batches; each writes to places of its own.
  const size_t batches = (tiles.size() + kTilesAtOnce - 1) / kTilesAtOnce;
  const size_t threads = std::min(static_cast<size_t>(options_.threads), batches);
  std::vector<std::thread> helpers;
  for (size_t t = 1; t < threads; ++t) {
    helpers.emplace_back(EncodeRange, std::cref(work), tiles.size() * t / threads,
                         tiles.size() * (t + 1) / threads);
  }
  EncodeRange(work, 0, tiles.size() / threads);
  for (std::thread& helper : helpers) helper.join();
  return encoded;
}

absl::StatusOr<EncodedTiles> Encoder::EncodeLayer(absl::Span<const float> weights,
                                                  absl::Span<const float> importance,
                                                  const Scale& scale) const {
  std::vector<int64_t> tiles(static_cast<size_t>(tile_count(static_cast<int64_t>(weights.size()))));
  for (size_t i = 0; i < tiles.size(); ++i) tiles[i] = static_cast<int64_t>(i);
  return EncodeTiles(weights, importance, scale, tiles);
}

std::vector<int64_t> Encoder::WeightsOfTile(int64_t tile, int64_t weight_count) const {
  const PairingOrder order(memory_, weight_count);
  std::vector<int64_t> weights(static_cast<size_t>(memory_.words_per_tile()));
  for (size_t word = 0; word < weights.size(); ++word) {
    weights[word] = order.WeightAt(tile * memory_.words_per_tile() + static_cast<int64_t>(word));
  }
  return weights;
}

void DequantizeTiles(const Encoder& encoder, const EncodedTiles& encoded, const Scale& scale,
                     absl::Span<float> weights) {
  const PairingOrder order(encoder.memory(), static_cast<int64_t>(weights.size()));
  const int words = encoder.memory().words_per_tile();
  for (size_t t = 0; t < encoded.tiles.size(); ++t) {
    for (int word = 0; word < words; ++word) {
      const int64_t index = order.WeightAt(encoded.tiles[t] * words + word);
      if (index < 0) continue;
      const size_t i = static_cast<size_t>(index);
      const size_t channel = scale.channel_of(i, weights.size());
      weights[i] = Dequantize(encoded.codes[t * words + word], scale.delta[channel],
                              scale.zero_point[channel]);
    }
  }
}

}  // namespace palimpsest
