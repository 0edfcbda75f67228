#include "common/memory/sqnr.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace palimpsest {
namespace {

double SquaredError(absl::Span<const float> weights, absl::Span<const float> decoded) {
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double difference = static_cast<double>(weights[i]) - decoded[i];
    sum += difference * difference;
  }
  return sum;
}

}  // namespace

double MeanSquaredError(absl::Span<const float> weights, absl::Span<const float> decoded) {
  return weights.empty() ? 0 : SquaredError(weights, decoded) / static_cast<double>(weights.size());
}

double SqnrDb(absl::Span<const float> weights, absl::Span<const float> decoded) {
  const double noise = SquaredError(weights, decoded);
  if (noise == 0) return std::numeric_limits<double>::infinity();
  double signal = 0;
  for (const float weight : weights) signal += static_cast<double>(weight) * weight;
  return 10 * std::log10(signal / noise);
}

}  // namespace palimpsest
