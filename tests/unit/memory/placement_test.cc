#include "common/memory/placement.h"

#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using Counts = std::vector<int64_t>;

MemoryOptions Memory(int shared_bits, Pairing pairing) {
  MemoryOptions memory;
  memory.shared_bits = shared_bits;
  memory.pairing = pairing;
  memory.pairing_seed = 7;
  return memory;
}

TEST(PlacementTest, WithinALayerWeightsLieInOrderAndPaddingComesLast) {
  const Placement placement(Memory(2, Pairing::kWithinLayer), Counts{6});
  EXPECT_EQ(placement.tile_count(), 2);
  EXPECT_EQ(placement.WeightAt(1, 1), (WeightPosition{0, 5}));
  EXPECT_TRUE(placement.WeightAt(1, 2).is_padding());
  EXPECT_TRUE(placement.WeightAt(1, 3).is_padding());
}

TEST(PlacementTest, TensorsOfAGroupFollowEachOther) {
  const Placement placement(Memory(2, Pairing::kWithinLayer), Counts{3, 0, 4});
  EXPECT_EQ(placement.tile_count(), 2);
  EXPECT_EQ(placement.WeightAt(0, 2), (WeightPosition{0, 2}));
  EXPECT_EQ(placement.WeightAt(0, 3), (WeightPosition{2, 0}));
  EXPECT_EQ(placement.WeightAt(1, 2), (WeightPosition{2, 3}));
}

TEST(PlacementTest, AcrossLayersOneTensorLiesInRowsAndTheOtherInColumns) {
  // S = 2: three tiles with both (the shorter has five weights), then the longer alone.
  for (const bool longer_first : {true, false}) {
    const int longer = longer_first ? 0 : 1;
    const int shorter = 1 - longer;
    const Counts counts = longer_first ? Counts{11, 5} : Counts{5, 11};
    const Placement placement(Memory(2, Pairing::kAcrossLayers), counts);
    EXPECT_EQ(placement.tile_count(), 5);
    const int longer_word = longer_first ? 0 : 2;
    const int shorter_word = 2 - longer_word;
    EXPECT_EQ(placement.WeightAt(0, longer_word), (WeightPosition{longer, 0}));
    EXPECT_EQ(placement.WeightAt(0, shorter_word + 1), (WeightPosition{shorter, 1}));
    EXPECT_EQ(placement.WeightAt(2, longer_word + 1), (WeightPosition{longer, 5}));
    EXPECT_EQ(placement.WeightAt(2, shorter_word), (WeightPosition{shorter, 4}));
    EXPECT_TRUE(placement.WeightAt(2, shorter_word + 1).is_padding());
    for (int word = 0; word < 4; ++word) {
      EXPECT_EQ(placement.WeightAt(3, word), (WeightPosition{longer, 6 + word}));
    }
    EXPECT_EQ(placement.WeightAt(4, 0), (WeightPosition{longer, 10}));
    EXPECT_TRUE(placement.WeightAt(4, 1).is_padding());
  }
}

using Case = std::tuple<int, Pairing, Counts>;
class PlacementCaseTest : public testing::TestWithParam<Case> {};

TEST_P(PlacementCaseTest, EveryWeightHasOneWordOfItsOwnAndBothWaysAgree) {
  const auto& [shared_bits, pairing, counts] = GetParam();
  const MemoryOptions memory = Memory(shared_bits, pairing);
  const Placement placement(memory, counts);
  std::set<std::pair<int, int64_t>> seen;
  for (int64_t tile = 0; tile < placement.tile_count(); ++tile) {
    for (int word = 0; word < memory.words_per_tile(); ++word) {
      const WeightPosition weight = placement.WeightAt(tile, word);
      if (weight.is_padding()) continue;
      EXPECT_TRUE(seen.insert({weight.tensor, weight.index}).second);
      EXPECT_EQ(placement.WordOf(weight), (WordPosition{tile, word}));
    }
  }
  EXPECT_EQ(static_cast<int64_t>(seen.size()), placement.weight_count());
}

INSTANTIATE_TEST_SUITE_P(Cases, PlacementCaseTest,
                         testing::Combine(testing::Values(0, 2, 4, 8),
                                          testing::Values(Pairing::kWithinLayer, Pairing::kRandom,
                                                          Pairing::kAcrossLayers),
                                          testing::Values(Counts{37, 100}, Counts{100, 37},
                                                          Counts{8, 8}, Counts{0, 5}, Counts{1, 1},
                                                          Counts{0, 0}, Counts{9, 8})));

}  // namespace
}  // namespace palimpsest
