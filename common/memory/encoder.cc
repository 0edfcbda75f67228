#include "common/memory/encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "common/base/parallel_for.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Tiles that go to the tile encoder at once: enough to fill its lanes, few enough to lie in the
// cache.
constexpr int64_t kMaxTilesAtOnce = 64;
// Searches in one go, about a millisecond each 1000 (ten where cells are stuck): what a stop waits
// for.
constexpr int64_t kSearchesAtOnce = 4096;
constexpr int64_t kDequantizedAtOnce = 4096;

absl::Status CheckTiles(const MemoryPlan& plan, absl::Span<const int64_t> tiles) {
  for (const int64_t tile : tiles) {
    if (tile < 0 || tile >= plan.tile_count()) {
      return absl::InvalidArgumentError(
          absl::StrCat("tile ", tile, " of a group of ", plan.tile_count(), " tiles"));
    }
  }
  return absl::OkStatus();
}

// One call of Encode: its input, checked, and where its output goes.
class Work {
 public:
  Work(const MemoryPlan& plan, const TileEncoder& tile_encoder,
       const StuckTileEncoder& stuck_encoder, uint64_t seed, GroupWeights weights,
       EncodedTiles& encoded)
      : plan_(plan),
        tile_encoder_(tile_encoder),
        stuck_encoder_(stuck_encoder),
        seed_(seed),
        weights_(weights),
        encoded_(encoded) {}

  absl::Status EncodeRange(size_t begin, size_t end) const {
    std::array<TileTask, kMaxTilesAtOnce> tasks;
    std::array<TileResult, kMaxTilesAtOnce> results;
    std::array<size_t, kMaxTilesAtOnce> places;
    size_t count = 0;
    for (size_t at = begin; at < end; ++at) {
      const int64_t tile = encoded_.tiles[at];
      RETURN_IF_ERROR(Prepare(tile, tasks[count]));
      const absl::Span<const StuckCell> stuck = plan_.StuckCellsOf(tile);
      if (stuck.empty()) {
        places[count++] = at;
      } else {
        Store(stuck_encoder_.Encode(tasks[count], stuck), at);
      }
    }
    tile_encoder_.Encode(absl::MakeSpan(tasks.data(), count),
                         absl::MakeSpan(results.data(), count));
    for (size_t i = 0; i < count; ++i) Store(results[i], places[i]);
    return absl::OkStatus();
  }

 private:
  absl::Status Prepare(int64_t tile, TileTask& task) const {
    task = TileTask();
    task.seed = SubSeed(seed_, static_cast<uint64_t>(tile));
    for (int word = 0; word < plan_.words_per_tile(); ++word) {
      const WeightPosition at = plan_.WeightAt(tile, word);
      if (at.is_padding()) continue;
      const float weight = WeightOf(at);
      if (!std::isfinite(weight)) {
        return absl::InvalidArgumentError(
            absl::StrCat(plan_.tensors()[static_cast<size_t>(at.tensor)].name, ": weight ",
                         at.index, " is ", weight));
      }
      const ChannelScale scale = plan_.ScaleOf(at);
      const double delta = scale.delta;
      task.target[word] = scale.TargetOf(weight);
      task.weight[word] = plan_.ImportanceOf(at) * delta * delta;
    }
    return absl::OkStatus();
  }

  // Writes what was found for the tile at position `at` of the output.
  void Store(const TileResult& result, size_t at) const {
    const int words = plan_.words_per_tile();
    double error = 0;
    for (int word = 0; word < words; ++word) {
      const int code = result.codes[word];
      encoded_.codes[at * static_cast<size_t>(words) + static_cast<size_t>(word)] =
          static_cast<uint8_t>(code);
      const WeightPosition weight = plan_.WeightAt(encoded_.tiles[at], word);
      if (weight.is_padding()) continue;
      const double difference = double{WeightOf(weight)} - plan_.ScaleOf(weight).ValueOf(code);
      error += plan_.ImportanceOf(weight) * difference * difference;
    }
    if (!encoded_.choices.empty()) encoded_.choices[at] = result.choice;
    encoded_.error[at] = error;
  }

  float WeightOf(const WeightPosition& at) const {
    return weights_[static_cast<size_t>(at.tensor)][static_cast<size_t>(at.index)];
  }

  const MemoryPlan& plan_;
  const TileEncoder& tile_encoder_;
  const StuckTileEncoder& stuck_encoder_;
  const uint64_t seed_;
  const GroupWeights weights_;
  EncodedTiles& encoded_;
};

}  // namespace

Encoder::Encoder(MemoryPlan plan, const EncoderOptions& options)
    : plan_(std::move(plan)),
      options_(options),
      tile_encoder_(plan_.memory(), options),
      stuck_encoder_(plan_.memory(), options) {}

absl::StatusOr<Encoder> Encoder::Create(MemoryPlan plan, const EncoderOptions& options) {
  RETURN_IF_ERROR(Annotate(options.Validate(), "encoder"));
  return Encoder(std::move(plan), options);
}

absl::StatusOr<EncodedTiles> Encoder::Encode(GroupWeights weights, absl::Span<const int64_t> tiles,
                                             const StopToken& stop) const {
  RETURN_IF_ERROR(plan_.CheckSizes(weights));
  RETURN_IF_ERROR(CheckTiles(plan_, tiles));
  EncodedTiles encoded;
  encoded.tiles.assign(tiles.begin(), tiles.end());
  encoded.codes.resize(tiles.size() * static_cast<size_t>(plan_.words_per_tile()));
  encoded.choices.resize(plan_.memory().choices() > 1 ? tiles.size() : 0);
  encoded.error.resize(tiles.size());
  const Work work(plan_, tile_encoder_, stuck_encoder_, SubSeed(options_.seed, plan_.seed()),
                  weights, encoded);
  ParallelOptions parallel;
  parallel.threads = options_.threads;
  parallel.chunk = std::clamp<int64_t>(
      kSearchesAtOnce / (options_.starts * plan_.memory().choices()), 1, kMaxTilesAtOnce);
  parallel.stop = stop;
  // Each chunk writes to places of its own.
  RETURN_IF_ERROR(ParallelFor(
      static_cast<int64_t>(tiles.size()), parallel, [&work](int64_t begin, int64_t end) {
        return work.EncodeRange(static_cast<size_t>(begin), static_cast<size_t>(end));
      }));
  return encoded;
}

absl::StatusOr<EncodedTiles> Encoder::EncodeAll(GroupWeights weights, const StopToken& stop) const {
  std::vector<int64_t> tiles(static_cast<size_t>(plan_.tile_count()));
  std::iota(tiles.begin(), tiles.end(), int64_t{0});
  return Encode(weights, tiles, stop);
}

absl::Status DequantizeTiles(const MemoryPlan& plan, const EncodedTiles& encoded,
                             MutableGroupWeights weights, const StopToken& stop) {
  RETURN_IF_ERROR(plan.CheckSizes(weights));
  RETURN_IF_ERROR(CheckTiles(plan, encoded.tiles));
  const size_t words = static_cast<size_t>(plan.words_per_tile());
  if (encoded.codes.size() != encoded.tiles.size() * words) {
    return absl::InvalidArgumentError(
        absl::StrCat(encoded.codes.size(), " codes for ", encoded.tiles.size(), " tiles"));
  }
  ParallelOptions serial;
  serial.chunk = kDequantizedAtOnce;
  serial.stop = stop;
  return ParallelFor(
      static_cast<int64_t>(encoded.tiles.size()), serial, [&](int64_t begin, int64_t end) {
        for (size_t t = static_cast<size_t>(begin); t < static_cast<size_t>(end); ++t) {
          for (size_t word = 0; word < words; ++word) {
            const WeightPosition at = plan.WeightAt(encoded.tiles[t], static_cast<int>(word));
            if (at.is_padding()) continue;
            weights[static_cast<size_t>(at.tensor)][static_cast<size_t>(at.index)] =
                plan.ScaleOf(at).ValueOf(encoded.codes[t * words + word]);
          }
        }
        return absl::OkStatus();
      });
}

}  // namespace palimpsest
