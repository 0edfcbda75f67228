#include "common/scaling/octav.h"

#include <cmath>
#include <vector>

#include "common/scaling/mse.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(OctavTest, SolvesItsEquationForManyWeights) {
  const std::vector<float> weights = GaussianSample(20000);
  for (const int bits : {2, 4, 6}) {
    const MemoryOptions memory = Memory(bits, 0);
    const double s = Edge(*ChooseOctav(Input(weights, memory)), memory);
    const double kappa = std::pow(4.0, -bits) / 3;
    double clipped = 0;
    double sum_of_clipped = 0;
    for (const float weight : weights) {
      if (std::abs(weight) <= s) continue;
      clipped += 1;
      sum_of_clipped += std::abs(weight);
    }
    const double count = static_cast<double>(weights.size());
    EXPECT_NEAR(sum_of_clipped / (kappa * (count - clipped) + clipped), s, 2e-3 * s) << bits;
  }
}

TEST(OctavTest, IsNearTheLeastSquaredErrorOfManyWeights) {
  const std::vector<float> weights = LaplacianSample(20000);
  for (const int bits : {4, 6}) {
    const ScalingInput input = Input(weights, Memory(bits, 0));
    const double octav = NearestCodeError({bits}, ChooseOctav(input)->delta, weights, {});
    const double mse = NearestCodeError({bits}, ChooseMse(input)->delta, weights, {});
    EXPECT_LT(octav, 1.02 * mse);
  }
}

TEST(OctavTest, FollowsTheImportance) {
  // The large weights do not matter, so that clipping them costs nothing.
  std::vector<float> weights = GaussianSample(1000);
  std::vector<float> importance(1000, 1.0f);
  const ScalingInput unweighted = Input(weights, Memory(4, 0));
  const double delta = ChooseOctav(unweighted)->delta;
  weights.push_back(1000);
  importance.push_back(0);
  ScalingInput input = Input(weights, Memory(4, 0));
  input.importance = importance;
  EXPECT_NEAR(ChooseOctav(input)->delta, delta, 1e-6 * delta);
}

}  // namespace
}  // namespace palimpsest
