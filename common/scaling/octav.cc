#include "common/scaling/octav.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "common/base/stable_sort.h"
#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

constexpr int kMaxIterations = 100;
constexpr double kSettled = 1e-13;
// Weights between two looks at the stop token.
constexpr size_t kWeightsAtOnce = size_t{1} << 16;

// Magnitudes in descending order with sums over the largest ones, to evaluate J in O(log n).
class ErrorModel {
 public:
  static absl::StatusOr<ErrorModel> Create(const ScalingInput& input) {
    const absl::Span<const float> weights = input.weights;
    const absl::Span<const float> importance = UsableImportance(input);
    std::vector<size_t> order(weights.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto before = [weights](size_t a, size_t b) {
      return std::abs(weights[a]) > std::abs(weights[b]);
    };
    RETURN_IF_ERROR(StableSort(order, before, input.stop));
    ErrorModel model(input.memory.bits);
    model.magnitudes_.reserve(order.size());
    model.clipped_.reserve(order.size() + 1);
    model.clipped_.push_back({});
    for (size_t i = 0; i < order.size(); ++i) {
      if (i % kWeightsAtOnce == 0) RETURN_IF_ERROR(input.stop.Check());
      const double h = importance.empty() ? 1.0 : importance[order[i]];
      const double magnitude = std::abs(weights[order[i]]);
      const Sums& last = model.clipped_.back();
      model.magnitudes_.push_back(magnitude);
      model.clipped_.push_back({last.importance + h, last.first + h * magnitude,
                                last.second + h * magnitude * magnitude});
    }
    return model;
  }

  double MeanMagnitude() const { return clipped_.back().first / clipped_.back().importance; }
  double MaxMagnitude() const { return magnitudes_.front(); }

  double Error(double s) const {
    const Sums& above = Above(s);
    return kappa_ * s * s * (clipped_.back().importance - above.importance) + above.second -
           2 * s * above.first + s * s * above.importance;
  }

  double Step(double s) const {
    const Sums& above = Above(s);
    return above.first /
           (kappa_ * (clipped_.back().importance - above.importance) + above.importance);
  }

 private:
  explicit ErrorModel(int bits) : kappa_(std::ldexp(1.0, -2 * bits) / 3) {}

  struct Sums {
    double importance = 0;  // sum of h
    double first = 0;       // sum of h |w|
    double second = 0;      // sum of h w^2
  };

  // The sums over |w| > s.
  const Sums& Above(double s) const {
    const auto end = std::partition_point(magnitudes_.begin(), magnitudes_.end(),
                                          [s](double magnitude) { return magnitude > s; });
    return clipped_[static_cast<size_t>(end - magnitudes_.begin())];
  }

  double kappa_;
  std::vector<double> magnitudes_;
  std::vector<Sums> clipped_;
};

}  // namespace

absl::StatusOr<ScaleChoice> ChooseOctav(const ScalingInput& input) {
  RETURN_IF_ERROR(CheckScalingInput(input));
  ASSIGN_OR_RETURN(const ErrorModel model, ErrorModel::Create(input));
  double best = model.MaxMagnitude();
  double s = model.MeanMagnitude();
  for (int iteration = 0; iteration < kMaxIterations && s > 0; ++iteration) {
    const double next = model.Step(s);
    // Exact but for rounding: a step depends on nothing but which magnitudes are above s.
    if (std::abs(next - s) <= kSettled * s) {
      best = s;
      break;
    }
    if (model.Error(s) < model.Error(best)) best = s;
    s = next;
  }
  return SymmetricChoice(2 * best / input.memory.levels(), input.memory);
}

}  // namespace palimpsest
