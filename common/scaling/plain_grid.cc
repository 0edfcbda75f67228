#include "common/scaling/plain_grid.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace palimpsest {

SortedWeights::SortedWeights(absl::Span<const float> weights, absl::Span<const float> importance)
    : weights_(weights.size()),
      importance_(weights.size() + 1, 0.0),
      moment_(weights.size() + 1, 0.0) {
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [weights](size_t a, size_t b) {
    return weights[a] != weights[b] ? weights[a] < weights[b] : a < b;
  });
  for (size_t i = 0; i < order.size(); ++i) {
    const double h = importance.empty() ? 1.0 : importance[order[i]];
    weights_[i] = weights[order[i]];
    importance_[i + 1] = importance_[i] + h;
    moment_[i + 1] = moment_[i] + h * weights_[i];
    energy_ += h * weights_[i] * weights_[i];
  }
}

PlainFit SortedWeights::Fit(const PlainGrid& grid, double delta) const {
  PlainFit fit;
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
