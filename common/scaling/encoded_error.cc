#include "common/scaling/encoded_error.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/memory/scale.h"

namespace palimpsest {

absl::StatusOr<EncodedError> EncodedError::OfAllTiles(const ScalingInput& input) {
  return OfSample(input, static_cast<int64_t>(input.weights.size()));
}

absl::StatusOr<EncodedError> EncodedError::OfSample(const ScalingInput& input, int64_t tile_limit) {
  ASSIGN_OR_RETURN(const Encoder encoder, Encoder::Create(input.memory, input.encoder));
  const int64_t tile_count = encoder.tile_count(static_cast<int64_t>(input.weights.size()));
  std::vector<int64_t> tiles(static_cast<size_t>(tile_count));
  std::iota(tiles.begin(), tiles.end(), int64_t{0});
  if (tile_count > tile_limit) {
    Random random(input.encoder.seed);
    Shuffle(tiles.begin(), tiles.end(), random);
    tiles.resize(static_cast<size_t>(tile_limit));
    std::sort(tiles.begin(), tiles.end());
  }
  return EncodedError(encoder, input, std::move(tiles));
}

absl::StatusOr<EncodedError::Measurement> EncodedError::Measure(const ScaleChoice& choice) const {
  Scale scale{{static_cast<float>(choice.delta)}, {static_cast<float>(choice.zero_point)}};
  ASSIGN_OR_RETURN(const EncodedTiles encoded,
                   encoder_.EncodeTiles(weights_, importance_, scale, tiles_));
  Measurement measurement;
  for (const double error : encoded.error) measurement.error += error;
  // The values in code units; 0 for weights of other tiles, which then do not count.
  std::vector<float> values(weights_.size());
  scale.delta[0] = 1;
  DequantizeTiles(encoder_, encoded, scale, absl::MakeSpan(values));
  for (size_t i = 0; i < values.size(); ++i) {
    const double weighted = (importance_.empty() ? 1.0 : importance_[i]) * values[i];
    measurement.fit.cross += weighted * weights_[i];
    measurement.fit.power += weighted * values[i];
  }
  return measurement;
}

}  // namespace palimpsest
