#include "common/base/clock.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(RealClockTest, TellsTheTimeOfTheSystem) {
  const absl::Time before = absl::Now();
  const absl::Time now = RealClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(RealClockTest, ItsSteadyTimeNeverFalls) {
  const SteadyTime before = SteadyNow();
  const SteadyTime now = RealClock().SteadyNow();
  EXPECT_LE(before, now);
  EXPECT_LE(now, SteadyNow());
}

TEST(SteadyTimeTest, CountsWithDurations) {
  const SteadyTime start;
  const SteadyTime later = start + absl::Seconds(3);
  EXPECT_EQ(later - start, absl::Seconds(3));
  EXPECT_LT(start, later);
  EXPECT_GT(later, start);
  EXPECT_LT(later, SteadyTime::InfiniteFuture());
  EXPECT_GT(later, SteadyTime::InfinitePast());
  EXPECT_EQ(SteadyTime::InfiniteFuture() - later, absl::InfiniteDuration());
}

}  // namespace
}  // namespace palimpsest
