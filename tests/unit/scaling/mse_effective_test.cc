#include "common/scaling/mse_effective.h"

#include <vector>

#include "common/scaling/mse.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(MseEffectiveTest, PredictsTheEdgeOfOverlappedGaussianWeights) {
  const std::vector<float> weights = GaussianSample(50000);
  const auto edge = [&](int bits, int shared_bits) {
    const MemoryOptions memory = Memory(bits, shared_bits);
    return Edge(*ChooseMseEffective(Input(weights, memory)), memory);
  };
  EXPECT_NEAR(edge(8, 8), 2.68, 0.01);
  EXPECT_NEAR(edge(4, 4), 1.99, 0.01);
}

TEST(MseEffectiveTest, IsTheLeastSquaredErrorWithoutOverlap) {
  const std::vector<float> weights = LaplacianSample(500);
  const ScalingInput input = Input(weights, Memory(5, 0, ZeroPointKind::kMidTread));
  EXPECT_EQ(ChooseMseEffective(input)->delta, ChooseMse(input)->delta);
}

TEST(MseEffectiveTest, HasOneBitForTheSmallestMemory) {
  // One bit mid-rise: +- delta / 2 is the mean magnitude, 2; at two bits half the delta.
  const std::vector<float> weights{1, 3, -2};
  const ScalingInput input = Input(weights, Memory(2, 2, ZeroPointKind::kMidTread));
  EXPECT_FLOAT_EQ(ChooseMseEffective(input)->delta, 2);
}

}  // namespace
}  // namespace palimpsest
