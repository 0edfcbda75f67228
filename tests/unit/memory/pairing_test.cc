#include "common/memory/pairing.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

MemoryOptions RandomPairing(uint64_t seed) {
  MemoryOptions memory;
  memory.pairing = Pairing::kRandom;
  memory.pairing_seed = seed;
  return memory;
}

std::vector<int64_t> Order(const MemoryOptions& memory, int64_t count) {
  const PairingOrder order(memory, count);
  std::vector<int64_t> weights;
  for (int64_t place = 0; place < count; ++place) weights.push_back(order.WeightAt(place));
  return weights;
}

TEST(PairingOrderTest, WithinALayerWeightsLieInOrder) {
  EXPECT_EQ(Order(MemoryOptions(), 5), (std::vector<int64_t>{0, 1, 2, 3, 4}));
}

TEST(PairingOrderTest, RandomPairingIsAPermutationForAnyCount) {
  for (const int64_t count : {1, 2, 3, 4, 5, 15, 16, 17, 100, 1000, 4097}) {
    std::vector<int64_t> weights = Order(RandomPairing(/*seed=*/3), count);
    std::sort(weights.begin(), weights.end());
    for (int64_t i = 0; i < count; ++i) ASSERT_EQ(weights[static_cast<size_t>(i)], i) << count;
  }
}

TEST(PairingOrderTest, TheSeedChoosesThePermutation) {
  EXPECT_EQ(Order(RandomPairing(1), 1000), Order(RandomPairing(1), 1000));
  EXPECT_NE(Order(RandomPairing(1), 1000), Order(RandomPairing(2), 1000));
}

TEST(PairingOrderTest, RandomPairingLeavesFewNeighboursTogether) {
  const std::vector<int64_t> weights = Order(RandomPairing(9), 10000);
  int neighbours = 0;
  for (size_t i = 1; i < weights.size(); ++i) {
    if (std::abs(weights[i] - weights[i - 1]) == 1) ++neighbours;
  }
  EXPECT_LT(neighbours, 20);  // two are expected
}

// Images that exist depend on this permutation.
TEST(PairingOrderTest, ThePermutationOfASeedNeverChanges) {
  EXPECT_EQ(Order(RandomPairing(42), 8), (std::vector<int64_t>{2, 5, 0, 6, 7, 4, 3, 1}));
}

TEST(PairingOrderTest, PlacesPastTheLastWeightArePadding) {
  for (const MemoryOptions& memory : {MemoryOptions(), RandomPairing(1)}) {
    const PairingOrder order(memory, 10);
    EXPECT_EQ(order.WeightAt(10), -1);
    EXPECT_EQ(order.WeightAt(15), -1);
  }
}

}  // namespace
}  // namespace palimpsest
