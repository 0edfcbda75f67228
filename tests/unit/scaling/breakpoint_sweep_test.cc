#include "common/scaling/breakpoint_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "common/scaling/strategy_input.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

std::vector<float> Importance(size_t count) {
  std::vector<float> importance = UniformSample(count, /*seed=*/3);
  for (float& value : importance) value = std::max(0.0f, value);  // half of them are 0
  return importance;
}

// The least error of 40,000 deltas.
double DenseScan(const PlainGrid& grid, const std::vector<float>& weights,
                 const std::vector<float>& importance) {
  double least = std::numeric_limits<double>::infinity();
  const double widest = 2.2 * MaxAbs(weights);
  for (int i = 0; i < 40000; ++i) {
    const double delta = widest * std::pow(10.0, -i / 10000.0);
    least = std::min(least, PlainError(grid, delta, weights, importance));
  }
  return least;
}

TEST(BreakpointSweepTest, FindsTheGlobalMinimum) {
  for (const size_t count : {2u, 3u, 20u}) {
    const std::vector<float> weights = LaplacianSample(count, /*seed=*/count);
    for (const auto& importance : {std::vector<float>(), Importance(count)}) {
      for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
        for (const int bits : {2, 3, 5, 8}) {
          const PlainGrid grid{bits, kind};
          const PlainFit fit = SweepBreakpoints(grid, weights, importance);
          if (fit.delta() == 0) continue;  // no weight matters
          const double error = PlainError(grid, fit.delta(), weights, importance);
          EXPECT_LE(error, DenseScan(grid, weights, importance) + 1e-12)
              << count << " weights, " << bits << " bits";
        }
      }
    }
  }
}

TEST(BreakpointSweepTest, GivesTheFitOfTheNearestCodesAtItsOwnDelta) {
  const std::vector<float> weights = GaussianSample(300);
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const PlainGrid grid{4, kind};
    const PlainFit fit = SweepBreakpoints(grid, weights, {});
    const PlainFit nearest = SortedWeights(weights, {}).Fit(grid, fit.delta());
    EXPECT_NEAR(nearest.cross, fit.cross, 1e-9 * fit.cross);
    EXPECT_NEAR(nearest.power, fit.power, 1e-9 * fit.power);
  }
}

TEST(BreakpointSweepTest, UsesTheExtraNegativeLevelOfAMidTreadGrid) {
  const std::vector<float> weights{1, -2};
  const PlainGrid grid{2, ZeroPointKind::kMidTread};  // -2 -1 0 1
  EXPECT_NEAR(PlainError(grid, SweepBreakpoints(grid, weights, {}).delta(), weights, {}), 0, 1e-12);
}

TEST(BreakpointSweepTest, HasNoFitWhereNoWeightMatters) {
  const PlainGrid grid{4, ZeroPointKind::kMidTread};
  EXPECT_EQ(SweepBreakpoints(grid, std::vector<float>{0, 0}, {}).delta(), 0);
  EXPECT_EQ(SweepBreakpoints(grid, std::vector<float>{2}, std::vector<float>{0}).delta(), 0);
  EXPECT_EQ(SweepBreakpoints({4}, std::vector<float>{0, 0}, {}).delta(), 0);
}

TEST(BreakpointSweepTest, CountsHalfTheLevelsForEachWeight) {
  EXPECT_EQ(BreakpointCount({8}, 1000), 128000);
  EXPECT_EQ(BreakpointCount({2}, 5), 10);
}

}  // namespace
}  // namespace palimpsest
