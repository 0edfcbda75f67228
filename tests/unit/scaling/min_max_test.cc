#include "common/scaling/min_max.h"

#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

TEST(MinMaxTest, MapsTheLargestMagnitudeToTheLargestCode) {
  const std::vector<float> weights{1, -6, 3};
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const MemoryOptions memory = Memory(8, 4, kind);
    const auto choice = MinMaxStrategy().Choose(Input(weights, memory));
    ASSERT_TRUE(choice.ok()) << choice.status();
    EXPECT_FLOAT_EQ(choice->top(memory), 6);
  }
}

}  // namespace
}  // namespace palimpsest
