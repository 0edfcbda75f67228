#include "common/scaling/mse.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <vector>

#include "common/scaling/breakpoint_sweep.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

// The optimum of unit-variance distributions on a mid-rise grid (SCIENCE.md, section 4).
struct Optimum {
  int bits;
  bool laplacian;
  double delta;
  double decibels;
};

std::ostream& operator<<(std::ostream& out, const Optimum& optimum) {
  return out << (optimum.laplacian ? "Laplacian at " : "Gaussian at ") << optimum.bits << " bits";
}

// Evenly spaced weights whose importance is the density: unlike quantiles, they have the tail that
// sets the optimum at 8 bits.
struct Density {
  std::vector<float> weights;
  std::vector<float> importance;
};

Density DensityOf(bool laplacian) {
  Density density;
  for (int i = -30000; i <= 30000; ++i) {
    const double x = (i + 0.5) / 1500;
    density.weights.push_back(static_cast<float>(x));
    density.importance.push_back(static_cast<float>(
        laplacian ? std::exp(-std::sqrt(2.0) * std::abs(x)) : std::exp(-x * x / 2)));
  }
  return density;
}

class MseOptimumTest : public testing::TestWithParam<Optimum> {};

TEST_P(MseOptimumTest, FindsTheOptimumOfTheDensity) {
  const Optimum& optimum = GetParam();
  const Density density = DensityOf(optimum.laplacian);
  ScalingInput input = Input(density.weights, Memory(optimum.bits, 0));
  input.importance = density.importance;
  const auto choice = ChooseMse(input);
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_NEAR(choice->delta, optimum.delta, 0.005 * optimum.delta);
  double power = 0;
  for (size_t i = 0; i < density.weights.size(); ++i) {
    power += double{density.importance[i]} * density.weights[i] * density.weights[i];
  }
  const double error =
      NearestCodeError({optimum.bits}, choice->delta, density.weights, density.importance);
  EXPECT_NEAR(10 * std::log10(power / error), optimum.decibels, 0.01);
}

INSTANTIATE_TEST_SUITE_P(
    Table, MseOptimumTest,
    testing::Values(Optimum{2, false, .9957, 9.25}, Optimum{3, false, .5860, 14.27},
                    Optimum{4, false, .3352, 19.38}, Optimum{5, false, .1881, 24.57},
                    Optimum{6, false, .1041, 29.83}, Optimum{8, false, .0308, 40.57},
                    Optimum{2, true, 1.0874, 7.07}, Optimum{3, true, .7309, 11.44},
                    Optimum{4, true, .4610, 15.96}, Optimum{5, true, .2800, 20.60},
                    Optimum{6, true, .1657, 25.36}, Optimum{8, true, .0548, 35.21}));

// Within 1 % of the table; quantiles of so many weights still lack some of the tail at 8 bits.
TEST_P(MseOptimumTest, FindsTheOptimumOfAStratifiedSample) {
  const Optimum& optimum = GetParam();
  static const auto& gaussian = *new std::vector<float>(GaussianSample(200000));
  static const auto& laplacian = *new std::vector<float>(LaplacianSample(200000));
  const std::vector<float>& weights = optimum.laplacian ? laplacian : gaussian;
  const auto choice = ChooseMse(Input(weights, Memory(optimum.bits, 0)));
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_NEAR(choice->delta, optimum.delta, 0.01 * optimum.delta);
  EXPECT_NEAR(Decibels(weights, NearestCodeError({optimum.bits}, choice->delta, weights, {})),
              optimum.decibels, 0.01 * optimum.decibels);
}

// Few weights are swept, many are not.
TEST(MseTest, IsTheGlobalMinimumForFewAndManyWeights) {
  for (const size_t count : {500u, 20000u}) {
    const std::vector<float> weights = LaplacianSample(count);
    for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
      const CodeGrid grid{8, kind};
      EXPECT_NEAR(*LeastSquaresDelta(grid, weights, {}),
                  SweepBreakpoints(grid, weights, {}).delta(), 1e-9);
    }
  }
}

TEST(MseTest, IsExactWhereTheErrorHasManyMinima) {
  const std::vector<float> weights = LaplacianSample(25, /*seed=*/9);
  const ScalingInput input = Input(weights, Memory(4, 0));
  const double error = NearestCodeError({4}, ChooseMse(input)->delta, weights, {});
  for (int i = 1; i <= 20000; ++i) {
    EXPECT_LE(error, NearestCodeError({4}, i * 1e-4, weights, {}) + 1e-5) << i;
  }
}

TEST(MseTest, HasNoDeltaForZeros) {
  EXPECT_EQ(*LeastSquaresDelta({8}, std::vector<float>(10), {}), 0);
  EXPECT_EQ(*LeastSquaresDelta({8}, std::vector<float>(20000), {}), 0);
}

}  // namespace
}  // namespace palimpsest
