#include "common/scaling/breakpoint_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <queue>
#include <vector>

namespace palimpsest {
namespace {

struct Magnitude {
  double size;
  double importance;
  bool negative;
};

// The next weight, in descending order of magnitude, that reaches step `step` of the grid.
struct Breakpoint {
  double delta;
  int step;
  size_t index;

  bool operator<(const Breakpoint& other) const {
    return delta != other.delta ? delta < other.delta : step > other.step;
  }
};

std::vector<Magnitude> SortedMagnitudes(absl::Span<const float> weights,
                                        absl::Span<const float> importance) {
  std::vector<Magnitude> magnitudes;
  magnitudes.reserve(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    const double h = importance.empty() ? 1.0 : importance[i];
    // Neither of these moves a sum of the fit at a breakpoint.
    if (weights[i] == 0 || h == 0) continue;
    magnitudes.push_back({std::abs(double{weights[i]}), h, weights[i] < 0});
  }
  std::stable_sort(magnitudes.begin(), magnitudes.end(),
                   [](const Magnitude& a, const Magnitude& b) { return a.size > b.size; });
  return magnitudes;
}

// The fit at an infinite delta, where every weight has the code nearest to zero.
CodeFit FitOfSmallestCodes(bool mid_rise, absl::Span<const float> weights,
                           absl::Span<const float> importance) {
  CodeFit fit;
  if (!mid_rise) return fit;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double h = importance.empty() ? 1.0 : importance[i];
    fit.cross += 0.5 * h * std::abs(weights[i]);
    fit.power += 0.25 * h;
  }
  return fit;
}

}  // namespace

int64_t BreakpointCount(const CodeGrid& grid, int64_t weight_count) {
  return weight_count * (grid.levels() / 2);
}

CodeFit SweepBreakpoints(const CodeGrid& grid, absl::Span<const float> weights,
                         absl::Span<const float> importance) {
  const bool mid_rise = grid.zero_point == ZeroPointKind::kMidRise;
  const std::vector<Magnitude> magnitudes = SortedMagnitudes(weights, importance);
  // Step k leads from value k - 1/2 to k + 1/2 (mid-rise) or from k - 1 to k (mid-tread).
  const double offset = mid_rise ? 0 : 0.5;
  const int positive_steps = grid.levels() / 2 - 1;
  const int negative_steps = mid_rise ? positive_steps : positive_steps + 1;

  std::priority_queue<Breakpoint> next;
  if (!magnitudes.empty()) {
    for (int step = 1; step <= negative_steps; ++step) {
      next.push({magnitudes[0].size / (step - offset), step, 0});
    }
  }
  CodeFit fit = FitOfSmallestCodes(mid_rise, weights, importance);
  CodeFit best = fit;
  while (!next.empty()) {
    const Breakpoint at = next.top();
    next.pop();
    const Magnitude& weight = magnitudes[at.index];
    if (weight.negative || at.step <= positive_steps) {
      fit.cross += weight.importance * weight.size;
      fit.power += weight.importance * 2 * (at.step - offset);
      if (fit.gain() > best.gain()) best = fit;
    }
    if (at.index + 1 < magnitudes.size()) {
      next.push({magnitudes[at.index + 1].size / (at.step - offset), at.step, at.index + 1});
    }
  }
  return best;
}

}  // namespace palimpsest
