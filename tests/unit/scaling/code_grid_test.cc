#include "common/scaling/code_grid.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(CodeGridTest, KnowsItsLevelsAndLeastValue) {
  EXPECT_EQ((CodeGrid{3, ZeroPointKind::kMidRise}).levels(), 8);
  EXPECT_EQ((CodeGrid{3, ZeroPointKind::kMidRise}).least(), -3.5);
  EXPECT_EQ((CodeGrid{3, ZeroPointKind::kMidTread}).least(), -4);
}

TEST(CodeFitTest, HasNoDeltaAndNoGainWithoutPower) {
  EXPECT_EQ(CodeFit().delta(), 0);
  EXPECT_EQ(CodeFit().gain(), 0);
}

TEST(SortedWeightsTest, FitsTheNearestCodesAsASumOverTheWeightsDoes) {
  const std::vector<float> weights = LaplacianSample(200);
  const std::vector<float> importance = UniformSample(200, /*seed=*/2);
  std::vector<float> h;
  for (const float value : importance) h.push_back(std::abs(value));
  const SortedWeights sorted = *SortedWeights::Create(weights, h);
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    for (const int bits : {1, 2, 4, 8}) {
      for (const double delta : {0.011, 0.3, 5.0}) {
        const CodeGrid grid{bits, kind};
        const CodeFit fit = sorted.Fit(grid, delta);
        double power_of_weights = 0;
        for (size_t i = 0; i < weights.size(); ++i) {
          power_of_weights += double{h[i]} * weights[i] * weights[i];
        }
        // sum h (w - delta v)^2, expanded.
        const double error = power_of_weights - 2 * delta * fit.cross + delta * delta * fit.power;
        EXPECT_NEAR(error, NearestCodeError(grid, delta, weights, h), 1e-9 * power_of_weights);
      }
    }
  }
}

TEST(SortedWeightsTest, SumsTheImportanceAndTheEnergy) {
  const SortedWeights sorted =
      *SortedWeights::Create(std::vector<float>{3, -1, 2}, std::vector<float>{1, 2, 0.5f});
  EXPECT_EQ(sorted.importance(), 3.5);
  EXPECT_EQ(sorted.energy(), 13);
  EXPECT_EQ(SortedWeights::Create(std::vector<float>{3, -1}, {})->importance(), 2);
}

TEST(CodeFitTest, GainsWhatTheRefitSavesOfTheWholeError) {
  const std::vector<float> weights{1, 2, -4};
  const CodeFit fit = SortedWeights::Create(weights, {})->Fit({4, ZeroPointKind::kMidTread}, 1);
  // Every weight is a multiple of delta.
  EXPECT_EQ(fit.delta(), 1);
  EXPECT_EQ(fit.gain(), 21);
}

}  // namespace
}  // namespace palimpsest
