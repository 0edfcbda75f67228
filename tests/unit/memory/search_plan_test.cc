#include "common/memory/search_plan.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(SearchPlanTest, EverySharedCellMeetsTheWordThatSharesIt) {
  MemoryOptions memory;
  memory.bits = 7;
  memory.shared_bits = 4;
  const SearchPlan plan(memory, /*descend=*/true);
  EXPECT_EQ(plan.private_mask, 0b0011100);
  for (int word = 0; word < 8; ++word) {
    for (int bit = 0; bit < 7; ++bit) {
      const SearchPlan::Crossing& crossing = plan.crossings[word][bit];
      if (plan.private_mask >> bit & 1) {
        EXPECT_EQ(crossing.word, -1);
        continue;
      }
      EXPECT_EQ(crossing.word >= 4, word < 4);
      EXPECT_EQ(crossing.size, crossing.mask);
      // In skew a bit meets its mirror image, and the relation is mutual.
      EXPECT_EQ(crossing.mask, 1 << (6 - bit));
      EXPECT_EQ(plan.crossings[crossing.word][6 - bit].word, word);
    }
  }
}

}  // namespace
}  // namespace palimpsest
