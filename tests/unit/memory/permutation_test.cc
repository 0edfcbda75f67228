#include "common/memory/permutation.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

std::vector<int64_t> Order(uint64_t seed, int64_t count) {
  const Permutation permutation(seed, count);
  std::vector<int64_t> order;
  for (int64_t place = 0; place < count; ++place) order.push_back(permutation.At(place));
  return order;
}

TEST(PermutationTest, IsAPermutationOfAnyCount) {
  for (const int64_t count : {1, 2, 3, 4, 5, 15, 16, 17, 100, 1000, 4097}) {
    std::vector<int64_t> order = Order(/*seed=*/3, count);
    std::sort(order.begin(), order.end());
    for (int64_t i = 0; i < count; ++i) ASSERT_EQ(order[static_cast<size_t>(i)], i) << count;
  }
}

TEST(PermutationTest, KnowsWhereEachElementLies) {
  for (const int64_t count : {1, 2, 3, 17, 1000, 4097}) {
    const Permutation permutation(/*seed=*/5, count);
    for (int64_t i = 0; i < count; ++i) ASSERT_EQ(permutation.PlaceOf(permutation.At(i)), i);
  }
}

TEST(PermutationTest, TheSeedChoosesIt) {
  EXPECT_EQ(Order(1, 1000), Order(1, 1000));
  EXPECT_NE(Order(1, 1000), Order(2, 1000));
}

TEST(PermutationTest, LeavesFewNeighboursTogether) {
  const std::vector<int64_t> order = Order(9, 10000);
  int neighbours = 0;
  for (size_t i = 1; i < order.size(); ++i) {
    if (std::abs(order[i] - order[i - 1]) == 1) ++neighbours;
  }
  EXPECT_LT(neighbours, 20);  // two are expected
}

// Images that exist depend on this permutation.
TEST(PermutationTest, ThatOfASeedNeverChanges) {
  EXPECT_EQ(Order(42, 8), (std::vector<int64_t>{2, 5, 0, 6, 7, 4, 3, 1}));
}

}  // namespace
}  // namespace palimpsest
