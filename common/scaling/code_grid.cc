#include "common/scaling/code_grid.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "common/base/stable_sort.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Weights between two looks at the stop token.
constexpr size_t kWeightsAtOnce = size_t{1} << 16;

}  // namespace

absl::StatusOr<SortedWeights> SortedWeights::Create(absl::Span<const float> weights,
                                                    absl::Span<const float> importance,
                                                    const StopToken& stop) {
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  RETURN_IF_ERROR(StableSort(
      order, [weights](size_t a, size_t b) { return weights[a] < weights[b]; }, stop));
  SortedWeights sorted;
  sorted.weights_.resize(weights.size());
  sorted.importance_.resize(weights.size() + 1);
  sorted.moment_.resize(weights.size() + 1);
  for (size_t i = 0; i < order.size(); ++i) {
    if (i % kWeightsAtOnce == 0) RETURN_IF_ERROR(stop.Check());
    const double h = importance.empty() ? 1.0 : importance[order[i]];
    const float weight = weights[order[i]];
    sorted.weights_[i] = weight;
    sorted.importance_[i + 1] = sorted.importance_[i] + h;
    sorted.moment_[i + 1] = sorted.moment_[i] + h * weight;
    sorted.energy_ += h * weight * weight;
  }
  return sorted;
}

CodeFit SortedWeights::Fit(const CodeGrid& grid, double delta) const {
  CodeFit fit;
  size_t begin = 0;
  for (int code = 0; code < grid.levels(); ++code) {
    const double value = grid.least() + code;
    const bool last = code == grid.levels() - 1;
    const size_t end =
        last ? weights_.size()
             : static_cast<size_t>(std::lower_bound(weights_.begin() + static_cast<long>(begin),
                                                    weights_.end(), delta * (value + 0.5)) -
                                   weights_.begin());
    fit.cross += value * (moment_[end] - moment_[begin]);
    fit.power += value * value * (importance_[end] - importance_[begin]);
    begin = end;
  }
  return fit;
}

}  // namespace palimpsest
