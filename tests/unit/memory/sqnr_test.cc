#include "common/memory/sqnr.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(SqnrTest, MeasuresSignalAgainstNoise) {
  const std::vector<float> weights = {3, -4, 0, 5};
  const std::vector<float> decoded = {3, -4.5, 0.5, 5};
  EXPECT_DOUBLE_EQ(MeanSquaredError(weights, decoded), 0.125);
  EXPECT_DOUBLE_EQ(SqnrDb(weights, decoded), 20);
}

TEST(SqnrTest, WithoutNoiseItIsInfinite) {
  const std::vector<float> weights = {1, 2};
  const std::vector<float> zeros = {0, 0};
  EXPECT_EQ(SqnrDb(weights, weights), kInfinity);
  EXPECT_EQ(SqnrDb(zeros, zeros), kInfinity);
  EXPECT_EQ(SqnrDb({}, {}), kInfinity);
  EXPECT_EQ(MeanSquaredError({}, {}), 0);
}

TEST(SqnrTest, NoiseWithoutSignalIsMinusInfinity) {
  const std::vector<float> zeros = {0, 0};
  const std::vector<float> ones = {1, 1};
  EXPECT_EQ(SqnrDb(zeros, ones), -kInfinity);
}

}  // namespace
}  // namespace palimpsest
