#include "common/scaling/closed_forms.h"

#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(MinMaxTest, MapsTheLargestMagnitudeToTheLargestCode) {
  const std::vector<float> weights{1, -6, 3};
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const MemoryOptions memory = Memory(8, 4, kind);
    const auto choice = ChooseMinMax(Input(weights, memory));
    ASSERT_TRUE(choice.ok()) << choice.status();
    EXPECT_FLOAT_EQ(choice->top(memory), 6);
  }
}

TEST(MinMaxAsymmetricTest, MapsTheLeastWeightToCodeZeroAndTheGreatestToTheLargest) {
  const std::vector<float> weights{1, -2, 5.5};
  const MemoryOptions memory = Memory(4, 2);
  const auto choice = ChooseMinMaxAsymmetric(Input(weights, memory));
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->delta, 0.5);
  EXPECT_EQ(choice->zero_point, 4);
  EXPECT_EQ(choice->top(memory), 5.5);
}

TEST(MinMaxAsymmetricTest, ScalesEqualWeightsByTheirRangeToZero) {
  const MemoryOptions memory = Memory(4, 2);
  const std::vector<float> positive{3, 3};
  const std::vector<float> negative{-3, -3};
  EXPECT_FLOAT_EQ(ChooseMinMaxAsymmetric(Input(positive, memory))->top(memory), 3);
  EXPECT_FLOAT_EQ(ChooseMinMaxAsymmetric(Input(negative, memory))->zero_point, 15);
}

TEST(MinMaxAsymmetricTest, KeepsNearlyEqualWeightsApart) {
  const std::vector<float> weights{1, 1.0000001f};
  const MemoryOptions memory = Memory(8, 0);
  const auto choice = ChooseMinMaxAsymmetric(Input(weights, memory));
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_FLOAT_EQ(static_cast<float>(choice->top(memory)), weights[1]);
  EXPECT_FLOAT_EQ(static_cast<float>(choice->top(memory) - 255 * choice->delta), weights[0]);
}

TEST(SigmaTest, MapsTheMeanAndKStandardDeviationsToTheLargestCode) {
  const std::vector<float> weights{-5, -1};  // mean -3, standard deviation 2
  const MemoryOptions memory = Memory(8, 8);
  EXPECT_FLOAT_EQ(ChooseSigma(Input(weights, memory), 1)->top(memory), 5);
  EXPECT_FLOAT_EQ(ChooseSigma(Input(weights, memory), 2.5)->top(memory), 8);
}

TEST(SigmaTest, ComputesTheDeviationOfWeightsFarFromZero) {
  std::vector<float> weights;
  for (int i = 0; i < 10000; ++i) weights.push_back(i % 2 == 0 ? 4096.0f : 4097.0f);
  const MemoryOptions memory = Memory(8, 8);
  EXPECT_NEAR(ChooseSigma(Input(weights, memory), 2)->top(memory), 4097.5, 1e-3);
}

}  // namespace
}  // namespace palimpsest
