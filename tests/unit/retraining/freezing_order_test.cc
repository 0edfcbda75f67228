#include "common/retraining/freezing_order.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kTiles = 11;

Encoder MakeEncoder(const std::string& name = "w") {
  return *Encoder::Create(
      *MemoryPlan::Create({}, {{name, {16 * kTiles}, {{0.004f}, {127.5f}}, nullptr}}), {});
}

std::vector<int64_t> AllTiles() {
  std::vector<int64_t> tiles(kTiles);
  std::iota(tiles.begin(), tiles.end(), 0);
  return tiles;
}

std::vector<float> RandomWeights() {
  Random random(7);
  std::vector<float> weights(16 * kTiles);
  for (float& weight : weights) weight = static_cast<float>(random.Uniform() - 0.5);
  return weights;
}

std::vector<int64_t> Order(FreezingOrder order, const std::vector<float>& weights,
                           uint64_t seed = 1, const std::string& name = "w") {
  return *InFreezingOrder(MakeEncoder(name), order, seed, {weights}, AllTiles());
}

TEST(TilesOfPortionTest, RoundsToWholeTiles) {
  EXPECT_EQ(TilesOfPortion(0, 11), 0);
  EXPECT_EQ(TilesOfPortion(0.5, 11), 6);
  EXPECT_EQ(TilesOfPortion(0.25, 11), 3);
  EXPECT_EQ(TilesOfPortion(1, 11), 11);
}

TEST(FreezingOrderTest, TheLargestTilesGoFirstByMagnitudeWhateverTheirSign) {
  std::vector<float> weights = RandomWeights();
  for (size_t i = 3 * 16; i < 4 * 16; ++i) weights[i] = i % 2 == 0 ? 0.5f : -0.5f;
  EXPECT_EQ(Order(FreezingOrder::kMagnitude, weights)[0], 3);
}

TEST(FreezingOrderTest, TiesGoByTheIndexOfTheTile) {
  const std::vector<float> equal(16 * kTiles, 0.25f);
  EXPECT_EQ(Order(FreezingOrder::kMagnitude, equal), AllTiles());
}

TEST(FreezingOrderTest, TheErrorOrdersAreEachOthersOpposites) {
  const std::vector<float> weights = RandomWeights();
  const std::vector<double> error = MakeEncoder().EncodeAll({weights})->error;
  const std::vector<int64_t> worst_first = Order(FreezingOrder::kErrorDescending, weights);
  std::vector<int64_t> best_first = Order(FreezingOrder::kErrorAscending, weights);
  EXPECT_EQ(worst_first[0], std::max_element(error.begin(), error.end()) - error.begin());
  std::reverse(best_first.begin(), best_first.end());
  EXPECT_EQ(best_first, worst_first);
}

TEST(FreezingOrderTest, TheRandomOrderDependsOnSeedAndNameAlone) {
  const std::vector<float> weights = RandomWeights();
  const std::vector<float> zeros(weights.size());
  EXPECT_EQ(Order(FreezingOrder::kRandom, weights), Order(FreezingOrder::kRandom, zeros));
  EXPECT_NE(Order(FreezingOrder::kRandom, weights), Order(FreezingOrder::kRandom, weights, 2));
  EXPECT_NE(Order(FreezingOrder::kRandom, weights),
            Order(FreezingOrder::kRandom, weights, 1, "other"));
}

TEST(FreezingOrderTest, OrdersTheTilesThatItIsGiven) {
  std::vector<float> weights(16 * kTiles);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i) * 1e-3f;
  EXPECT_THAT(*InFreezingOrder(MakeEncoder(), FreezingOrder::kMagnitude, 1, {weights}, {2, 5, 7}),
              ElementsAre(7, 5, 2));
}

TEST(FreezingOrderTest, AStopEndsEveryOrder) {
  StopSwitch stop;
  stop.RequestStop();
  const std::vector<float> weights = RandomWeights();
  for (const FreezingOrder order : {FreezingOrder::kMagnitude, FreezingOrder::kErrorAscending,
                                    FreezingOrder::kErrorDescending, FreezingOrder::kRandom}) {
    EXPECT_EQ(InFreezingOrder(MakeEncoder(), order, 1, {weights}, AllTiles(), stop).status().code(),
              absl::StatusCode::kCancelled);
  }
}

}  // namespace
}  // namespace palimpsest
