#include "common/scaling/breakpoint_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "common/base/random.h"
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
double DenseScan(const CodeGrid& grid, const std::vector<float>& weights,
                 const std::vector<float>& importance) {
  double least = std::numeric_limits<double>::infinity();
  const double widest = 2.2 * MaxAbs(weights);
  for (int i = 0; i < 40000; ++i) {
    const double delta = widest * std::pow(10.0, -i / 10000.0);
    least = std::min(least, NearestCodeError(grid, delta, weights, importance));
  }
  return least;
}

// The greatest gain that nearest codes have, by a look into every interval between two breakpoints.
double GreatestGain(const CodeGrid& grid, const std::vector<float>& weights,
                    const std::vector<float>& importance) {
  std::vector<double> breakpoints;
  for (const float weight : weights) {
    for (int half_steps = 1; half_steps <= grid.levels(); ++half_steps) {
      breakpoints.push_back(std::abs(weight) / (half_steps / 2.0));
    }
  }
  breakpoints.push_back(0);
  breakpoints.push_back(3 * MaxAbs(weights));
  std::sort(breakpoints.begin(), breakpoints.end());
  double greatest = 0;
  for (size_t i = 1; i < breakpoints.size(); ++i) {
    const double delta = (breakpoints[i - 1] + breakpoints[i]) / 2;
    if (delta == 0) continue;
    CodeFit fit;
    for (size_t j = 0; j < weights.size(); ++j) {
      const double h = importance.empty() ? 1 : importance[j];
      const double value = grid.least() + std::clamp(std::round(weights[j] / delta - grid.least()),
                                                     0.0, grid.levels() - 1.0);
      fit.cross += h * weights[j] * value;
      fit.power += h * value * value;
    }
    greatest = std::max(greatest, fit.gain());
  }
  return greatest;
}

TEST(BreakpointSweepTest, FindsTheGlobalMinimumOfManySmallTensors) {
  Random random(11);
  for (int tensor = 0; tensor < 400; ++tensor) {
    // Of one sign, of both, and some of them equal or zero.
    std::vector<float> weights(1 + random.Below(12));
    const double mean = 4 * random.Uniform() - 2;
    for (float& weight : weights) {
      weight = static_cast<float>(mean + 3 * random.Uniform() - 1.5);
      if (random.Below(4) == 0) weight = std::round(weight);
    }
    std::vector<float> importance;
    if (tensor % 2 == 0) {
      for (size_t i = 0; i < weights.size(); ++i) {
        importance.push_back(random.Below(5) == 0 ? 0 : static_cast<float>(random.Uniform()));
      }
    }
    const CodeGrid grid{1 + tensor % 5, tensor % 4 < 2 && tensor % 5 > 0 ? ZeroPointKind::kMidTread
                                                                         : ZeroPointKind::kMidRise};
    const double gain = SweepBreakpoints(grid, weights, importance).gain();
    EXPECT_NEAR(gain, GreatestGain(grid, weights, importance), 1e-12 * gain) << tensor;
  }
}

TEST(BreakpointSweepTest, IsNoWorseThanAnyOfManyDeltas) {
  for (const size_t count : {2u, 3u, 20u}) {
    const std::vector<float> weights = LaplacianSample(count, /*seed=*/count);
    for (const auto& importance : {std::vector<float>(), Importance(count)}) {
      for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
        for (const int bits : {2, 3, 5, 8}) {
          const CodeGrid grid{bits, kind};
          const CodeFit fit = SweepBreakpoints(grid, weights, importance);
          if (fit.delta() == 0) continue;  // no weight matters
          const double error = NearestCodeError(grid, fit.delta(), weights, importance);
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
    const CodeGrid grid{4, kind};
    const CodeFit fit = SweepBreakpoints(grid, weights, {});
    const CodeFit nearest = SortedWeights::Create(weights, {})->Fit(grid, fit.delta());
    EXPECT_NEAR(nearest.cross, fit.cross, 1e-9 * fit.cross);
    EXPECT_NEAR(nearest.power, fit.power, 1e-9 * fit.power);
  }
}

TEST(BreakpointSweepTest, UsesTheExtraNegativeLevelOfAMidTreadGrid) {
  const std::vector<float> weights{1, -2};
  const CodeGrid grid{2, ZeroPointKind::kMidTread};  // -2 -1 0 1
  EXPECT_NEAR(NearestCodeError(grid, SweepBreakpoints(grid, weights, {}).delta(), weights, {}), 0,
              1e-12);
}

TEST(BreakpointSweepTest, HasNoFitWhereNoWeightMatters) {
  const CodeGrid grid{4, ZeroPointKind::kMidTread};
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
