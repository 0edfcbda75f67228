// What CheckScalingInput refuses is tested through every strategy in strategy_contract_test.cc.
#include "common/scaling/strategy_input.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(StrategyInputTest, AcceptsWeightsWithAndWithoutImportance) {
  const std::vector<float> weights{1, -2};
  const std::vector<float> importance{0, 3};
  ScalingInput input = Input(weights, Memory(8, 8));
  EXPECT_TRUE(CheckScalingInput(input).ok());
  input.importance = importance;
  EXPECT_TRUE(CheckScalingInput(input).ok());
}

TEST(StrategyInputTest, DropsAnImportanceOfZerosOnly) {
  const std::vector<float> weights{1, -2};
  const std::vector<float> zeros{0, 0};
  const std::vector<float> some{0, 3};
  ScalingInput input = Input(weights, Memory(8, 8));
  input.importance = zeros;
  EXPECT_TRUE(UsableImportance(input).empty());
  input.importance = some;
  EXPECT_EQ(UsableImportance(input), input.importance);
}

TEST(StrategyInputTest, FindsTheLargestMagnitude) {
  EXPECT_EQ(MaxAbs(std::vector<float>{1, -3, 2}), 3);
  EXPECT_EQ(MaxAbs({}), 0);
}

TEST(StrategyInputTest, RoundsDeltasToFloatsAndKeepsThemInRange) {
  EXPECT_EQ(UsableDelta(0.1), 0.1f);
  EXPECT_EQ(UsableDelta(0), kMinDelta);
  EXPECT_EQ(UsableDelta(-1), kMinDelta);
  EXPECT_EQ(UsableDelta(std::nan("")), kMinDelta);
  EXPECT_EQ(UsableDelta(INFINITY), kMaxDelta);
}

TEST(StrategyInputTest, MapsTheTopToTheLargestCode) {
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const MemoryOptions memory = Memory(4, 2, kind);
    const ScaleChoice choice = ChoiceOfTop(15, memory);
    EXPECT_FLOAT_EQ(choice.top(memory), 15);
    EXPECT_EQ(choice.zero_point, memory.default_zero_point());
  }
}

TEST(StrategyInputTest, PutsASymmetricChoiceAtTheZeroPointOfTheMemory) {
  const ScaleChoice choice = SymmetricChoice(0.25, Memory(3, 2, ZeroPointKind::kMidTread));
  EXPECT_EQ(choice.delta, 0.25);
  EXPECT_EQ(choice.zero_point, 4);
}

}  // namespace
}  // namespace palimpsest
