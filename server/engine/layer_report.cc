#include "server/engine/layer_report.h"

#include <algorithm>
#include <cmath>

#include "common/job/proto_time.h"
#include "common/memory/memory_stats.h"
#include "common/memory/sqnr.h"

namespace palimpsest {
namespace {

double Mean(absl::Span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double StandardDeviation(absl::Span<const float> values) {
  const double mean = Mean(values);
  double squares = 0;
  for (const float value : values) squares += (value - mean) * (value - mean);
  return values.empty() ? 0 : std::sqrt(squares / static_cast<double>(values.size()));
}

double MaxAbs(absl::Span<const float> values) {
  double largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(double{value}));
  return largest;
}

double Ratio(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : 0;
}

// The mean over the channels of the value that the largest code has.
double MeanTop(const Scale& scale, const MemoryOptions& memory) {
  double sum = 0;
  for (size_t c = 0; c < scale.delta.size(); ++c) {
    sum += Dequantize(memory.levels() - 1, scale.delta[c], scale.zero_point[c]);
  }
  return sum / static_cast<double>(scale.delta.size());
}

double ClippedFraction(const LayerFacts& facts) {
  size_t clipped = 0;
  for (size_t i = 0; i < facts.weights.size(); ++i) {
    const size_t channel = facts.scale.channel_of(i, facts.weights.size());
    const float delta = facts.scale.delta[channel];
    const float zero_point = facts.scale.zero_point[channel];
    const float weight = facts.weights[i];
    if (weight < Dequantize(0, delta, zero_point) ||
        weight > Dequantize(facts.memory.levels() - 1, delta, zero_point)) {
      ++clipped;
    }
  }
  return Ratio(static_cast<double>(clipped), static_cast<double>(facts.weights.size()));
}

}  // namespace

v1::LayerResult MakeLayerResult(const LayerFacts& facts) {
  v1::LayerResult result;
  const MemoryStats stats = StatsOfLayer(facts.memory, static_cast<int64_t>(facts.weights.size()));
  const double alpha = MeanTop(facts.scale, facts.memory);
  result.set_name(facts.name);
  result.set_weights(stats.weights);
  result.set_alpha(alpha);
  result.set_delta(Mean(facts.scale.delta));
  result.set_zero_point(Mean(facts.scale.zero_point));
  result.set_alpha_over_sigma(Ratio(alpha, StandardDeviation(facts.weights)));
  result.set_alpha_over_max(Ratio(alpha, MaxAbs(facts.weights)));
  result.set_clipped_fraction(ClippedFraction(facts));
  result.set_sqnr_db(SqnrDb(facts.weights, facts.decoded));
  result.set_mse(MeanSquaredError(facts.weights, facts.decoded));
  result.set_tiles(stats.tiles);
  result.set_cells(stats.total_cells());
  result.set_padding_words(stats.padding_words());
  result.set_capacity_factor(stats.capacity_factor());
  result.set_encoder_starts(facts.encoder_starts);
  *result.mutable_encode_time() = ToProto(facts.encode_time);
  return result;
}

}  // namespace palimpsest
