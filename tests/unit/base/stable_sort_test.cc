#include "common/base/stable_sort.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using Item = std::pair<int, int>;  // key, place

bool ByKey(const Item& a, const Item& b) { return a.first < b.first; }

std::vector<Item> RandomItems(int count, int keys) {
  Random random(/*seed=*/3);
  std::vector<Item> items;
  for (int i = 0; i < count; ++i) {
    items.emplace_back(static_cast<int>(random.Below(static_cast<uint64_t>(keys))), i);
  }
  return items;
}

TEST(StableSortTest, SortsAsTheStandardLibraryDoes) {
  for (const int count : {0, 1, 2, 1000, 16384, 16385, 50000, 100003}) {
    for (const int keys : {1, 10, 1000000}) {
      std::vector<Item> items = RandomItems(count, keys);
      std::vector<Item> expected = items;
      std::stable_sort(expected.begin(), expected.end(), ByKey);
      ASSERT_TRUE(StableSort(items, ByKey, StopToken()).ok());
      EXPECT_EQ(items, expected) << count << " items of " << keys << " keys";
    }
  }
}

// Says yes when asked for the `limit`-th time.
class CountingSource final : public StopSource {
 public:
  explicit CountingSource(int limit) : left_(limit) {}
  bool stop_requested() const override { return --left_ <= 0; }

 private:
  mutable int left_;
};

TEST(StableSortTest, AStopEndsItWithinOneRunOfWork) {
  for (const int limit : {1, 3, 10}) {
    const CountingSource stop(limit);
    std::vector<Item> items = RandomItems(200000, 1000000);
    int64_t comparisons = 0;
    const auto before = [&comparisons](const Item& a, const Item& b) {
      ++comparisons;
      return a.first < b.first;
    };
    EXPECT_EQ(StableSort(items, before, stop).code(), absl::StatusCode::kCancelled);
    EXPECT_LT(comparisons, limit * 16384 * 14);
  }
}

}  // namespace
}  // namespace palimpsest
