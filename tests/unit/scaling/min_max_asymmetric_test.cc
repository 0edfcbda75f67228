#include "common/scaling/min_max_asymmetric.h"

#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(MinMaxAsymmetricTest, MapsTheLeastWeightToCodeZeroAndTheGreatestToTheLargest) {
  const std::vector<float> weights{1, -2, 5.5};
  const MemoryOptions memory = Memory(4, 2);
  const auto choice = MinMaxAsymmetricStrategy().Choose(Input(weights, memory));
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->delta, 0.5);
  EXPECT_EQ(choice->zero_point, 4);
  EXPECT_EQ(choice->top(memory), 5.5);
}

TEST(MinMaxAsymmetricTest, ScalesEqualWeightsByTheirRangeToZero) {
  const MemoryOptions memory = Memory(4, 2);
  const std::vector<float> positive{3, 3};
  const std::vector<float> negative{-3, -3};
  EXPECT_FLOAT_EQ(MinMaxAsymmetricStrategy().Choose(Input(positive, memory))->top(memory), 3);
  EXPECT_FLOAT_EQ(MinMaxAsymmetricStrategy().Choose(Input(negative, memory))->zero_point, 15);
}

TEST(MinMaxAsymmetricTest, KeepsNearlyEqualWeightsApart) {
  const std::vector<float> weights{1, 1.0000001f};
  const MemoryOptions memory = Memory(8, 0);
  const auto choice = MinMaxAsymmetricStrategy().Choose(Input(weights, memory));
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_FLOAT_EQ(static_cast<float>(choice->top(memory)), weights[1]);
  EXPECT_FLOAT_EQ(static_cast<float>(choice->top(memory) - 255 * choice->delta), weights[0]);
}

}  // namespace
}  // namespace palimpsest
