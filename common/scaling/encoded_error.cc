#include "common/scaling/encoded_error.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <string>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/memory/encoder.h"
#include "common/memory/scale.h"

namespace palimpsest {
namespace {

// Tiles between two looks at the stop token.
constexpr size_t kTilesAtOnce = 4096;

}  // namespace

absl::StatusOr<EncodedError> EncodedError::OfAllTiles(const ScalingInput& input) {
  return OfSample(input, static_cast<int64_t>(input.weights.size()));
}

absl::StatusOr<EncodedError> EncodedError::OfSample(const ScalingInput& input, int64_t tile_limit) {
  RETURN_IF_ERROR(Annotate(input.encoder.Validate(), "encoder"));
  PlanTensor tensor{
      std::string(input.name), {static_cast<int64_t>(input.weights.size())}, {{1}, {0}}, nullptr};
  if (!input.importance.empty()) {
    tensor.importance = std::make_shared<const std::vector<float>>(input.importance.begin(),
                                                                   input.importance.end());
  }
  ASSIGN_OR_RETURN(MemoryPlan plan, MemoryPlan::Create(input.memory, {std::move(tensor)}));
  std::vector<int64_t> tiles(static_cast<size_t>(plan.tile_count()));
  std::iota(tiles.begin(), tiles.end(), int64_t{0});
  if (plan.tile_count() > tile_limit) {
    Random random(input.encoder.seed);
    Shuffle(tiles.begin(), tiles.end(), random);
    tiles.resize(static_cast<size_t>(tile_limit));
    std::sort(tiles.begin(), tiles.end());
  }
  return EncodedError(std::move(plan), input, std::move(tiles));
}

absl::StatusOr<EncodedError::Measurement> EncodedError::Measure(const ScaleChoice& choice) const {
  const Scale scale{{static_cast<float>(choice.delta)}, {static_cast<float>(choice.zero_point)}};
  ASSIGN_OR_RETURN(MemoryPlan plan, plan_.WithScales({scale}));
  ASSIGN_OR_RETURN(const Encoder encoder, Encoder::Create(std::move(plan), options_));
  ASSIGN_OR_RETURN(const EncodedTiles encoded, encoder.Encode({weights_}, tiles_, stop_));
  Measurement measurement;
  for (const double error : encoded.error) measurement.error += error;
  const size_t words = static_cast<size_t>(plan_.words_per_tile());
  for (size_t t = 0; t < tiles_.size(); ++t) {
    if (t % kTilesAtOnce == 0) RETURN_IF_ERROR(stop_.Check());
    for (size_t word = 0; word < words; ++word) {
      const WeightPosition at = plan_.WeightAt(tiles_[t], static_cast<int>(word));
      if (at.is_padding()) continue;
      const double value = scale.channel(0).UnitValueOf(encoded.codes[t * words + word]);
      const double weighted = plan_.ImportanceOf(at) * value;
      measurement.fit.cross += weighted * weights_[static_cast<size_t>(at.index)];
      measurement.fit.power += weighted * value;
    }
  }
  return measurement;
}

}  // namespace palimpsest
