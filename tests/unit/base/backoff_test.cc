#include "common/base/backoff.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(BackoffTest, DoublesUpToTheMaximumWithoutJitter) {
  Backoff backoff({absl::Seconds(1), absl::Seconds(5), /*jitter=*/0});
  for (const int seconds : {1, 2, 4, 5, 5}) EXPECT_EQ(backoff.Next(), absl::Seconds(seconds));
}

TEST(BackoffTest, ResetStartsAgain) {
  Backoff backoff({absl::Seconds(1), absl::Seconds(5), /*jitter=*/0});
  backoff.Next();
  backoff.Next();
  backoff.Reset();
  EXPECT_EQ(backoff.Next(), absl::Seconds(1));
}

TEST(BackoffTest, AnInitialAboveTheMaximumIsTheMaximum) {
  EXPECT_EQ(Backoff({absl::Seconds(9), absl::Seconds(5), /*jitter=*/0}).Next(), absl::Seconds(5));
}

TEST(BackoffTest, JitterShortensEachWaitByAtMostItsShare) {
  Backoff backoff({absl::Seconds(1), absl::Seconds(1), /*jitter=*/0.25, /*seed=*/3});
  absl::Duration least = absl::Seconds(1), most = absl::ZeroDuration();
  for (int i = 0; i < 1000; ++i) {
    const absl::Duration wait = backoff.Next();
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, absl::Milliseconds(750));
  EXPECT_LT(least, absl::Milliseconds(760));
  EXPECT_GT(most, absl::Milliseconds(990));
  EXPECT_LE(most, absl::Seconds(1));
}

TEST(BackoffTest, DifferentSeedsWaitDifferently) {
  BackoffOptions one, other;
  one.seed = 1;
  other.seed = 2;
  EXPECT_NE(Backoff(one).Next(), Backoff(other).Next());
}

}  // namespace
}  // namespace palimpsest
