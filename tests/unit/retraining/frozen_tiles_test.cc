#include "common/retraining/frozen_tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
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

class FrozenTilesTest : public testing::Test {
 protected:
  absl::Status FreezeUpTo(double portion, const std::vector<float>& weights) {
    return FreezePortion({portion, FreezingOrder::kMagnitude, /*seed=*/1}, encoder_, {weights},
                         frozen_);
  }

  std::vector<float> Values(float others) const {
    std::vector<float> values(kWeights, others);
    EXPECT_TRUE(frozen_.WriteValues({absl::MakeSpan(values)}).ok());
    return values;
  }

  const Encoder encoder_ = *Encoder::Create(
      *MemoryPlan::Create({}, {{"w", {kWeights}, {{0.004f}, {127.5f}}, nullptr}}), {});
  FrozenTiles frozen_{encoder_.plan()};
};

TEST_F(FrozenTilesTest, PortionsAreExactAlsoWhereAllTilesAreAlike) {
  const std::vector<float> equal(kWeights, 0.25f);
  for (const double portion : {0.25, 0.5, 0.75, 1.0}) {
    ASSERT_TRUE(FreezeUpTo(portion, equal).ok());
    EXPECT_EQ(frozen_.frozen_count(), std::llround(portion * 11));
  }
  EXPECT_THAT(*frozen_.MaskOf(0), Each(1));
  EXPECT_TRUE(frozen_.NotFrozen().empty());
}

TEST_F(FrozenTilesTest, WhatIsFrozenStaysWhateverTheWeightsBecome) {
  ASSERT_TRUE(FreezeUpTo(0.5, RandomWeights()).ok());
  const std::vector<uint8_t> mask = *frozen_.MaskOf(0);
  const std::vector<float> before = Values(0);
  ASSERT_TRUE(FreezeUpTo(1, std::vector<float>(kWeights, 100.0f)).ok());
  const std::vector<float> after = Values(0);
  for (size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 1) {
      EXPECT_EQ(after[i], before[i]);
    }
  }
}

TEST_F(FrozenTilesTest, WeightsOutOfRangeSaturate) {
  ASSERT_TRUE(FreezeUpTo(1, std::vector<float>(kWeights, 100.0f)).ok());
  for (const float value : Values(0)) EXPECT_LE(std::abs(value), 0.004f * 127.5f);
}

TEST_F(FrozenTilesTest, WritingValuesLeavesTheOthersAlone) {
  ASSERT_TRUE(FreezeUpTo(0.5, RandomWeights()).ok());
  const std::vector<float> values = Values(42);
  const std::vector<uint8_t> mask = *frozen_.MaskOf(0);
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i] == 42.0f, mask[i] == 0) << i;
}

TEST_F(FrozenTilesTest, ANanIsRefusedAndFreezesNothing) {
  std::vector<float> weights = RandomWeights();
  weights[kWeights - 1] = std::numeric_limits<float>::quiet_NaN();
  for (const double portion : {0.1, 1.0}) {
    EXPECT_EQ(FreezeUpTo(portion, weights).code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(frozen_.frozen_count(), 0);
  }
}

TEST_F(FrozenTilesTest, AStopFreezesNothing) {
  StopSwitch stop;
  stop.RequestStop();
  const std::vector<float> weights = RandomWeights();
  EXPECT_EQ(FreezePortion({}, encoder_, {weights}, frozen_, stop).code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(frozen_.frozen_count(), 0);
}

TEST_F(FrozenTilesTest, ATileFreezesOnce) {
  const std::vector<float> weights = RandomWeights();
  const EncodedTiles encoded = *encoder_.Encode({weights}, {3});
  EXPECT_TRUE(frozen_.Freeze(encoded).ok());
  EXPECT_EQ(frozen_.Freeze(encoded).code(), absl::StatusCode::kInternal);
}

TEST_F(FrozenTilesTest, WhatWasSavedIsRestored) {
  ASSERT_TRUE(FreezeUpTo(0.5, RandomWeights()).ok());
  const auto restored =
      FrozenTiles::Restore(frozen_.plan(), frozen_.frozen(), frozen_.codes(), frozen_.choices());
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->frozen_count(), frozen_.frozen_count());
  EXPECT_EQ(restored->Encoded().tiles, frozen_.Encoded().tiles);
  EXPECT_EQ(restored->Encoded().codes, frozen_.Encoded().codes);
  EXPECT_EQ(restored->Encoded().choices, frozen_.Encoded().choices);
}

TEST_F(FrozenTilesTest, WhatDoesNotFitIsNotRestored) {
  const auto code = [&](std::vector<uint8_t> frozen, std::vector<uint8_t> codes,
                        std::vector<uint8_t> choices) {
    return FrozenTiles::Restore(frozen_.plan(), frozen, codes, choices).status().code();
  };
  const std::vector<uint8_t> frozen(11), codes(11 * 16), choices(11);
  EXPECT_EQ(code(frozen, codes, choices), absl::StatusCode::kOk);
  EXPECT_EQ(code(std::vector<uint8_t>(10), codes, choices), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(std::vector<uint8_t>(11, 2), codes, choices), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(frozen, std::vector<uint8_t>(11), choices), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(frozen, codes, {}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(frozen, codes, std::vector<uint8_t>(11, 8)), absl::StatusCode::kDataLoss);
}

TEST(FrozenTilesWithoutSharingTest, BlocksOfWordsFreezeAndCostLittleBesideTheirCodes) {
  MemoryOptions memory;
  memory.bits = 4;
  memory.shared_bits = 0;
  const Encoder encoder =
      *Encoder::Create(*MemoryPlan::Create(memory, {{"w", {1600}, {{0.1f}, {7.5f}}, nullptr}}), {});
  FrozenTiles frozen(encoder.plan());
  const std::vector<float> weights(1600, 0.25f);
  ASSERT_TRUE(FreezePortion({0.25, FreezingOrder::kMagnitude, 1}, encoder, {weights}, frozen).ok());
  EXPECT_EQ(frozen.frozen_count(), 25);
  const std::vector<uint8_t> mask = *frozen.MaskOf(0);
  EXPECT_EQ(std::count(mask.begin(), mask.end(), 1), 400);
  EXPECT_EQ(frozen.codes().size(), weights.size());
  EXPECT_LE(frozen.frozen().size() + frozen.choices().size(), 2 * weights.size());
}

TEST(FrozenTilesOfAGroupTest, ATileFreezesTheWeightsOfAllTensorsThatShareIt) {
  MemoryOptions memory;
  memory.pairing = Pairing::kAcrossLayers;
  const Scale scale{{0.004f}, {127.5f}};
  const Encoder encoder = *Encoder::Create(
      *MemoryPlan::Create(memory, {{"a", {16}, scale, nullptr}, {"b", {40}, scale, nullptr}}), {});
  FrozenTiles frozen(encoder.plan());
  const std::vector<float> a(16, 0.1f), b(40, 0.2f);
  ASSERT_TRUE(frozen.Freeze(*encoder.Encode({a, b}, {1})).ok());
  const std::vector<uint8_t> of_a = *frozen.MaskOf(0);
  const std::vector<uint8_t> of_b = *frozen.MaskOf(1);
  for (size_t i = 0; i < of_a.size(); ++i) EXPECT_EQ(of_a[i], i >= 8 ? 1 : 0);
  for (size_t i = 0; i < of_b.size(); ++i) EXPECT_EQ(of_b[i], i >= 8 && i < 16 ? 1 : 0);
}

}  // namespace
}  // namespace palimpsest
