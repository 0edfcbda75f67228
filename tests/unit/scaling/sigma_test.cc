#include "common/scaling/sigma.h"

#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(SigmaTest, MapsTheMeanAndKStandardDeviationsToTheLargestCode) {
  const std::vector<float> weights{-5, -1};  // mean -3, standard deviation 2
  const MemoryOptions memory = Memory(8, 8);
  EXPECT_FLOAT_EQ(SigmaStrategy(1).Choose(Input(weights, memory))->top(memory), 5);
  EXPECT_FLOAT_EQ(SigmaStrategy(2.5).Choose(Input(weights, memory))->top(memory), 8);
}

TEST(SigmaTest, ComputesTheDeviationOfWeightsFarFromZero) {
  std::vector<float> weights;
  for (int i = 0; i < 10000; ++i) weights.push_back(i % 2 == 0 ? 4096.0f : 4097.0f);
  const MemoryOptions memory = Memory(8, 8);
  EXPECT_NEAR(SigmaStrategy(2).Choose(Input(weights, memory))->top(memory), 4097.5, 1e-3);
}

}  // namespace
}  // namespace palimpsest
