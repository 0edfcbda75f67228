#include "server/engine/shuffler.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ShufflerTest, AnEpochHasEachPictureAtMostOnceAndTheNextAnotherOrder) {
  Random random(1);
  Shuffler shuffler(10);
  std::vector<std::vector<int64_t>> epochs;
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::vector<int64_t> seen;
    for (int batch = 0; batch < 3; ++batch) {  // one picture is left out
      for (const int64_t picture : shuffler.Next(3, random)) seen.push_back(picture);
    }
    epochs.push_back(seen);
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
  }
  EXPECT_NE(epochs[0], epochs[1]);
}

TEST(ShufflerTest, AnotherGoesOnInTheMiddleOfAnEpoch) {
  Random random(1);
  Shuffler shuffler(10);
  shuffler.Next(4, random);
  Random other_random(random.state());
  Shuffler other(shuffler.order(), shuffler.taken());
  for (int batch = 0; batch < 5; ++batch) {
    EXPECT_EQ(other.Next(4, other_random), shuffler.Next(4, random));
  }
}

}  // namespace
}  // namespace palimpsest
