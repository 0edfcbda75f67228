#ifndef PALIMPSEST_COMMON_SCALING_ENCODED_ERROR_H_
#define PALIMPSEST_COMMON_SCALING_ENCODED_ERROR_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/stop_token.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_plan.h"
#include "common/scaling/code_grid.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// What the encoder makes of a scale: the error sum h (w - w_hat)^2 over some tiles of the weights,
// and the fit that says which delta would suit the codes it chose better. Refers to the
// weights of its input, which must outlive it. Thread-safe.
class EncodedError {
 public:
  struct Measurement {
    double error = 0;  // sum h (w - w_hat)^2
    CodeFit fit;       // of the codes' values to the weights
  };

  // Over all tiles. INVALID_ARGUMENT for bad memory or encoder options.
  static absl::StatusOr<EncodedError> OfAllTiles(const ScalingInput& input);

  // Over `tile_limit` tiles drawn with the encoder's seed, or all if there are no more.
  static absl::StatusOr<EncodedError> OfSample(const ScalingInput& input, int64_t tile_limit);

  int64_t tile_count() const { return static_cast<int64_t>(tiles_.size()); }

  // INVALID_ARGUMENT if the encoder refuses the weights or the choice; CANCELLED after a stop.
  // Costs what the tiles cost.
  absl::StatusOr<Measurement> Measure(const ScaleChoice& choice) const;

 private:
  EncodedError(MemoryPlan plan, const ScalingInput& input, std::vector<int64_t> tiles)
      : plan_(std::move(plan)),
        options_(input.encoder),
        weights_(input.weights),
        tiles_(std::move(tiles)),
        stop_(input.stop) {}

  MemoryPlan plan_;  // of any scale
  EncoderOptions options_;
  absl::Span<const float> weights_;
  std::vector<int64_t> tiles_;
  StopToken stop_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_ENCODED_ERROR_H_
