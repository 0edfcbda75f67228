#include "server/engine/tiled_layer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/base/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::Each;

constexpr int64_t kWeights = 16 * 10 + 5;  // ten whole tiles and a padded one

std::vector<float> RandomWeights() {
  Random random(7);
  std::vector<float> weights(kWeights);
  for (float& weight : weights) weight = static_cast<float>(random.Uniform() - 0.5);
  return weights;
}

TiledLayer MakeLayer() {
  EncoderOptions options;
  options.starts = 1;
  return TiledLayer(*Encoder::Create(MemoryOptions(), options), Scale{{0.004f}, {127.5f}}, kWeights,
                    /*seed=*/1);
}

int64_t Count(const std::vector<uint8_t>& mask) { return std::count(mask.begin(), mask.end(), 1); }

TEST(TiledLayerTest, PortionsAreExactAlsoWhereAllTilesAreAlike) {
  const std::vector<float> equal(kWeights, 0.25f);
  TiledLayer layer = MakeLayer();
  for (const double portion : {0.25, 0.5, 0.75, 1.0}) {
    ASSERT_TRUE(layer.FreezeUpTo(portion, v1::RetrainingSpec::MAGNITUDE, equal).ok());
    EXPECT_EQ(layer.frozen_count(), std::llround(portion * 11));
  }
  EXPECT_THAT(layer.FrozenMask(), Each(1));
}

TEST(TiledLayerTest, WhatIsFrozenStaysWhateverTheWeightsBecome) {
  const std::vector<float> weights = RandomWeights();
  TiledLayer layer = MakeLayer();
  ASSERT_TRUE(layer.FreezeUpTo(0.5, v1::RetrainingSpec::MAGNITUDE, weights).ok());
  const std::vector<uint8_t> mask = layer.FrozenMask();
  std::vector<float> before(kWeights);
  layer.WriteFrozen(absl::MakeSpan(before));
  const std::vector<float> other(kWeights, 100.0f);
  ASSERT_TRUE(layer.FreezeUpTo(1, v1::RetrainingSpec::MAGNITUDE, other).ok());
  std::vector<float> after(kWeights);
  layer.WriteFrozen(absl::MakeSpan(after));
  for (size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 1) {
      EXPECT_EQ(after[i], before[i]);
    }
  }
}

TEST(TiledLayerTest, WeightsOutOfRangeSaturate) {
  const std::vector<float> huge(kWeights, 100.0f);
  TiledLayer layer = MakeLayer();
  ASSERT_TRUE(layer.FreezeUpTo(1, v1::RetrainingSpec::MAGNITUDE, huge).ok());
  std::vector<float> frozen(kWeights);
  layer.WriteFrozen(absl::MakeSpan(frozen));
  for (const float value : frozen) EXPECT_LE(std::abs(value), 0.004f * 127.5f);
}

TEST(TiledLayerTest, WriteFrozenLeavesTheOthersAlone) {
  TiledLayer layer = MakeLayer();
  ASSERT_TRUE(layer.FreezeUpTo(0.5, v1::RetrainingSpec::RANDOM, RandomWeights()).ok());
  std::vector<float> values(kWeights, 42.0f);
  layer.WriteFrozen(absl::MakeSpan(values));
  const std::vector<uint8_t> mask = layer.FrozenMask();
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i] == 42.0f, mask[i] == 0) << i;
}

TEST(TiledLayerTest, TheLargestTilesGoFirstByMagnitude) {
  std::vector<float> weights = RandomWeights();
  for (size_t i = 3 * 16; i < 4 * 16; ++i) weights[i] = 0.5f;  // tile 3
  TiledLayer layer = MakeLayer();
  ASSERT_TRUE(layer.FreezeUpTo(1.0 / 11, v1::RetrainingSpec::MAGNITUDE, weights).ok());
  const std::vector<uint8_t> mask = layer.FrozenMask();
  EXPECT_EQ(Count(mask), 16);
  EXPECT_EQ(mask[3 * 16], 1);
}

TEST(TiledLayerTest, TheErrorOrdersAreEachOthersOpposites) {
  const std::vector<float> weights = RandomWeights();
  TiledLayer all = MakeLayer();
  ASSERT_TRUE(all.FreezeUpTo(1, v1::RetrainingSpec::MAGNITUDE, weights).ok());
  const std::vector<double> error = all.FrozenTiles().error;
  TiledLayer worst = MakeLayer();
  TiledLayer best = MakeLayer();
  ASSERT_TRUE(worst.FreezeUpTo(1.0 / 11, v1::RetrainingSpec::ERROR_DESCENDING, weights).ok());
  ASSERT_TRUE(best.FreezeUpTo(1.0 / 11, v1::RetrainingSpec::ERROR_ASCENDING, weights).ok());
  EXPECT_EQ(worst.FrozenTiles().error[0], *std::max_element(error.begin(), error.end()));
  EXPECT_EQ(best.FrozenTiles().error[0], *std::min_element(error.begin(), error.end()));
}

TEST(TiledLayerTest, TheRandomOrderIsTheSameForTheSameSeed) {
  TiledLayer a = MakeLayer();
  TiledLayer b = MakeLayer();
  ASSERT_TRUE(a.FreezeUpTo(0.5, v1::RetrainingSpec::RANDOM, RandomWeights()).ok());
  ASSERT_TRUE(b.FreezeUpTo(0.5, v1::RetrainingSpec::RANDOM, RandomWeights()).ok());
  EXPECT_EQ(a.FrozenMask(), b.FrozenMask());
}

TEST(TiledLayerTest, ANanIsRefusedAndFreezesNothing) {
  std::vector<float> weights = RandomWeights();
  weights[0] = std::nanf("");
  TiledLayer layer = MakeLayer();
  EXPECT_FALSE(layer.FreezeUpTo(1, v1::RetrainingSpec::MAGNITUDE, weights).ok());
  EXPECT_EQ(layer.frozen_count(), 0);
}

}  // namespace
}  // namespace palimpsest
