#include "common/scaling/bounded_search.h"

#include <algorithm>
#include <queue>

#include "common/base/status_macros.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

// How far the error of the result may lie above the least one: this share of itself, and this share
// of sum h w^2, which is far more than rounding takes.
constexpr double kTolerance = 1e-9;
constexpr double kFloor = 1e-12;

// A delta and its nearest codes.
struct Point {
  double delta;
  double error;  // F(delta)
  double power;  // P(delta)
};

struct Interval {
  Point low;
  Point high;
  double bound;  // no error within is less

  // The queue's top is the interval with the least bound.
  bool operator<(const Interval& other) const {
    return bound != other.bound ? bound > other.bound : low.delta > other.low.delta;
  }
};

Interval Between(const Point& low, const Point& high) {
  // With x = delta - low: low.error + slope x - power x (length - x), least where that is flat.
  const double length = high.delta - low.delta;
  const double slope = (high.error - low.error) / length;
  const double x = low.power > 0 ? std::clamp((length - slope / low.power) / 2, 0.0, length) : 0.0;
  return {low, high, low.error + slope * x - low.power * x * (length - x)};
}

}  // namespace

absl::StatusOr<CodeFit> SearchWithinBounds(const CodeGrid& grid, absl::Span<const float> weights,
                                           absl::Span<const float> importance,
                                           const StopToken& stop) {
  ASSIGN_OR_RETURN(const SortedWeights sorted, SortedWeights::Create(weights, importance, stop));
  const double energy = sorted.energy();
  CodeFit best;
  if (energy == 0) return best;
  const auto evaluate = [&](double delta) {
    const CodeFit fit = sorted.Fit(grid, delta);
    if (fit.gain() > best.gain()) best = fit;
    return Point{delta, energy - delta * (2 * fit.cross - delta * fit.power), fit.power};
  };

  const Point none{0, energy, grid.least() * grid.least() * sorted.importance()};
  std::priority_queue<Interval> intervals;
  intervals.push(Between(none, evaluate(2 * MaxAbs(weights))));
  while (true) {
    RETURN_IF_ERROR(stop.Check());
    const Interval top = intervals.top();
    const double least = energy - best.gain();
    if (top.bound >= least * (1 - kTolerance) - energy * kFloor) break;
    intervals.pop();
    const Point middle = evaluate((top.low.delta + top.high.delta) / 2);
    intervals.push(Between(top.low, middle));
    intervals.push(Between(middle, top.high));
  }
  // The codes that are nearest at the delta of the best fit are better still, if they are others.
  for (CodeFit fit = sorted.Fit(grid, best.delta()); fit.gain() > best.gain();) {
    best = fit;
    fit = sorted.Fit(grid, best.delta());
  }
  return best;
}

}  // namespace palimpsest
