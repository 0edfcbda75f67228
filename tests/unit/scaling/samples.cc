#include "tests/unit/scaling/samples.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "common/base/random.h"
#include "common/memory/encoder.h"

namespace palimpsest {
namespace {

template <typename Quantile>
std::vector<float> Stratified(size_t count, uint64_t seed, Quantile quantile) {
  std::vector<float> sample(count);
  for (size_t i = 0; i < count; ++i) {
    sample[i] =
        static_cast<float>(quantile((static_cast<double>(i) + 0.5) / static_cast<double>(count)));
  }
  Random random(seed);
  Shuffle(sample.begin(), sample.end(), random);
  return sample;
}

double GaussianQuantile(double p) {
  double low = -9;
  double high = 9;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
  }
  return low;
}

double LaplacianQuantile(double p) {
  return p < 0.5 ? std::log(2 * p) / std::sqrt(2.0) : -std::log(2 * (1 - p)) / std::sqrt(2.0);
}

}  // namespace

std::vector<float> GaussianSample(size_t count, uint64_t seed) {
  return Stratified(count, seed, GaussianQuantile);
}

std::vector<float> LaplacianSample(size_t count, uint64_t seed) {
  return Stratified(count, seed, LaplacianQuantile);
}

std::vector<float> UniformSample(size_t count, uint64_t seed) {
  return Stratified(count, seed, [](double p) { return (2 * p - 1) * std::sqrt(3.0); });
}

MemoryOptions Memory(int bits, int shared_bits, ZeroPointKind zero_point) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  memory.zero_point = zero_point;
  return memory;
}

ScalingInput Input(absl::Span<const float> weights, const MemoryOptions& memory) {
  return {weights, {}, memory, {}};
}

double Edge(const ScaleChoice& choice, const MemoryOptions& memory) {
  return choice.delta * memory.levels() / 2;
}

double NearestCodeError(const CodeGrid& grid, double delta, absl::Span<const float> weights,
                        absl::Span<const float> importance) {
  double error = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double code =
        std::clamp(std::round(weights[i] / delta - grid.least()), 0.0, grid.levels() - 1.0);
    const double difference = weights[i] - delta * (grid.least() + code);
    error += (importance.empty() ? 1.0 : importance[i]) * difference * difference;
  }
  return error;
}

double Decibels(absl::Span<const float> weights, double error) {
  double power = 0;
  for (const float weight : weights) power += double{weight} * weight;
  return 10 * std::log10(power / error);
}

double ErrorAfterEncoding(const ScalingInput& input, const ScaleChoice& choice) {
  PlanTensor tensor{std::string(input.name),
                    {static_cast<int64_t>(input.weights.size())},
                    {{static_cast<float>(choice.delta)}, {static_cast<float>(choice.zero_point)}},
                    nullptr};
  if (!input.importance.empty()) {
    tensor.importance = std::make_shared<const std::vector<float>>(input.importance.begin(),
                                                                   input.importance.end());
  }
  const auto plan = MemoryPlan::Create(input.memory, {std::move(tensor)});
  const auto encoded = Encoder::Create(*plan, input.encoder)->EncodeAll({input.weights});
  double error = 0;
  for (const double tile : encoded->error) error += tile;
  return error;
}

}  // namespace palimpsest
