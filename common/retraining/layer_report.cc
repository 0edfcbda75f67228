#include "common/retraining/layer_report.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "common/base/status_macros.h"
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
  for (size_t c = 0; c < scale.channels(); ++c) {
    sum += scale.channel(c).ValueOf(memory.levels() - 1);
  }
  return sum / static_cast<double>(scale.channels());
}

double ClippedFraction(const MemoryPlan& plan, const Scale& scale,
                       absl::Span<const float> weights) {
  size_t clipped = 0;
  const size_t channel_size = weights.size() / scale.channels();
  for (size_t c = 0; c < scale.channels(); ++c) {
    const float least = scale.channel(c).ValueOf(0);
    const float greatest = scale.channel(c).ValueOf(plan.memory().levels() - 1);
    for (const float weight : weights.subspan(c * channel_size, channel_size)) {
      if (weight < least || weight > greatest) ++clipped;
    }
  }
  return Ratio(static_cast<double>(clipped), static_cast<double>(weights.size()));
}

}  // namespace

absl::StatusOr<LayerReport> ReportLayer(const MemoryPlan& plan, int tensor,
                                        absl::Span<const float> weights,
                                        absl::Span<const float> decoded, const StopToken& stop) {
  const Scale& scale = plan.tensors()[static_cast<size_t>(tensor)].scale;
  LayerReport report;
  report.weights = static_cast<int64_t>(weights.size());
  report.memory = StatsOf(plan);
  report.alpha = MeanTop(scale, plan.memory());
  report.delta = Mean(scale.delta);
  report.zero_point = Mean(scale.zero_point);
  report.alpha_over_sigma = Ratio(report.alpha, StandardDeviation(weights));
  RETURN_IF_ERROR(stop.Check());
  report.alpha_over_max = Ratio(report.alpha, MaxAbs(weights));
  report.clipped_fraction = ClippedFraction(plan, scale, weights);
  RETURN_IF_ERROR(stop.Check());
  report.sqnr_db = SqnrDb(weights, decoded);
  report.mse = MeanSquaredError(weights, decoded);
  return report;
}

}  // namespace palimpsest
