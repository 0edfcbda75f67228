#ifndef PALIMPSEST_COMMON_SCALING_STRATEGY_H_
#define PALIMPSEST_COMMON_SCALING_STRATEGY_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_options.h"

namespace palimpsest {

// What a strategy may look at.
struct ScalingInput {
  absl::Span<const float> weights;     // a layer or one output channel, not empty, finite
  absl::Span<const float> importance;  // h >= 0, as long as weights, or empty for 1
  MemoryOptions memory;
  EncoderOptions encoder;       // for strategies that encode; its seed seeds every sample taken
  absl::string_view name = {};  // of the tensor: what it is encoded with is seeded by it
  StopToken stop = {};          // strategies return CANCELLED soon after a stop
};

// The answer: w = delta * (q - zero_point).
struct ScaleChoice {
  double delta = 0;  // > 0 and finite, also as a float
  double zero_point = 0;

  // The value of the largest code: which weight maps to it.
  double top(const MemoryOptions& memory) const {
    return delta * (memory.levels() - 1 - zero_point);
  }
};

// A rule that answers: which floating-point value should map to the largest code? Deterministic,
// immutable, thread-safe.
class ScalingStrategy {
 public:
  virtual ~ScalingStrategy() = default;

  // INVALID_ARGUMENT for empty or non-finite weights, or an importance that does not fit them. Sane
  // for constant, all-zero and one-element weights. CANCELLED soon after a stop.
  virtual absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const = 0;
};

using StrategyParameters = std::map<std::string, double>;

// One row of the table.
struct StrategyInfo {
  absl::string_view name;
  absl::string_view rule;    // one line for people
  absl::string_view source;  // paper or tool
  StrategyParameters defaults;
  absl::StatusOr<std::unique_ptr<ScalingStrategy>> (*make)(const StrategyParameters& parameters);
};

// All strategies, in the order of SCIENCE.md.
const std::vector<StrategyInfo>& Strategies();

// The strategy `name` with `parameters` over its defaults. INVALID_ARGUMENT naming the known
// strategies, or the known parameters, if one is unknown or out of range.
absl::StatusOr<std::unique_ptr<ScalingStrategy>> MakeStrategy(absl::string_view name,
                                                              const StrategyParameters& parameters);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_STRATEGY_H_
