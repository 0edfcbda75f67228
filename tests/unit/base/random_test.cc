#include "common/base/random.h"

#include <algorithm>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// Stored results depend on these: they must never change.
TEST(RandomTest, TheFirstNumbersOfASeedNeverChange) {
  Random random(/*seed=*/0);  // the published sequence of SplitMix64 from state 0
  EXPECT_EQ(random(), 0xe220a8397b1dcdafu);
  EXPECT_EQ(random(), 0x6e789e6aa1b965f4u);
  EXPECT_EQ(random(), 0x06c45d188009454fu);
}

TEST(RandomTest, DerivedSeedsNeverChange) {
  EXPECT_EQ(SubSeed(1, 0), 5568959332186595381u);
  EXPECT_EQ(SubSeed(1, 1), 10300631983475984064u);
}

TEST(RandomTest, DerivedSeedsDiffer) {
  std::set<uint64_t> seeds;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    for (uint64_t part = 0; part < 100; ++part) seeds.insert(SubSeed(seed, part));
  }
  EXPECT_EQ(seeds.size(), 10000u);
}

TEST(RandomTest, BelowReachesAllValuesAboutEquallyOften) {
  Random random(/*seed=*/5);
  std::vector<int> counts(10);
  for (int i = 0; i < 100000; ++i) ++counts.at(random.Below(10));
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.Below(1), 0u);
}

TEST(RandomTest, UniformLiesInTheUnitIntervalWithItsMeanInTheMiddle) {
  Random random(/*seed=*/6);
  double sum = 0;
  for (int i = 0; i < 100000; ++i) {
    const double number = random.Uniform();
    ASSERT_GE(number, 0);
    ASSERT_LT(number, 1);
    sum += number;
  }
  EXPECT_NEAR(sum / 100000, 0.5, 0.01);
}

TEST(RandomTest, ShuffleIsAPermutationThatDependsOnTheSeed) {
  std::vector<int> sorted(1000);
  for (int i = 0; i < 1000; ++i) sorted[static_cast<size_t>(i)] = i;
  std::vector<int> first = sorted;
  std::vector<int> second = sorted;
  std::vector<int> again = sorted;
  Random random_one(/*seed=*/1);
  Random random_two(/*seed=*/2);
  Random random_one_again(/*seed=*/1);
  Shuffle(first.begin(), first.end(), random_one);
  Shuffle(second.begin(), second.end(), random_two);
  Shuffle(again.begin(), again.end(), random_one_again);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, second);
  EXPECT_NE(first, sorted);
  std::sort(first.begin(), first.end());
  EXPECT_EQ(first, sorted);
}

TEST(RandomTest, ShuffleReachesEveryPermutation) {
  Random random(/*seed=*/3);
  std::set<std::vector<int>> seen;
  for (int i = 0; i < 1000; ++i) {
    std::vector<int> numbers = {1, 2, 3, 4};
    Shuffle(numbers.begin(), numbers.end(), random);
    seen.insert(numbers);
  }
  EXPECT_EQ(seen.size(), 24u);
}

TEST(RandomTest, ShuffleOfNothingOrOneIsFine) {
  Random random(/*seed=*/3);
  std::vector<int> numbers;
  Shuffle(numbers.begin(), numbers.end(), random);
  numbers = {7};
  Shuffle(numbers.begin(), numbers.end(), random);
  EXPECT_EQ(numbers, (std::vector<int>{7}));
}

// Codes that exist depend on these.
TEST(SeedOfNameTest, TheSeedOfANameNeverChanges) {
  EXPECT_EQ(SeedOfName(""), Mix64(0xcbf29ce484222325u));
  // FNV-1a of "foobar", as published.
  EXPECT_EQ(SeedOfName("foobar"), Mix64(0x85944171f73967e8u));
  EXPECT_NE(SeedOfName("conv1.weight"), SeedOfName("conv2.weight"));
}

TEST(RandomTest, AnotherGoesOnFromItsState) {
  Random random(7);
  random();
  Random other(random.state());
  EXPECT_EQ(other(), random());
}

}  // namespace
}  // namespace palimpsest
