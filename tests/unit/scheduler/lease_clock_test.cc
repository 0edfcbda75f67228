#include "server/scheduler/lease_clock.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kMaxGap = absl::Seconds(4);

SteadyTime At(double seconds) { return SteadyTime::FromSinceStart(absl::Seconds(seconds)); }

TEST(LeaseClockTest, GoesAsTheSteadyClockWhileItTicks) {
  LeaseClock clock(At(100), kMaxGap);
  for (int second = 101; second <= 120; ++second) {
    clock.Tick(At(second));
    EXPECT_EQ(clock.At(At(second)) - At(100), absl::Seconds(second - 100));
  }
  EXPECT_EQ(clock.At(At(121.5)) - At(100), absl::Seconds(21.5));
}

TEST(LeaseClockTest, AGapWithoutATickCountsAsAShortOne) {
  LeaseClock clock(At(100), kMaxGap);
  EXPECT_EQ(clock.At(At(3700)) - At(100), kMaxGap);
  clock.Tick(At(3700));
  EXPECT_EQ(clock.At(At(3700)) - At(100), kMaxGap);
  EXPECT_EQ(clock.At(At(3701)) - At(100), kMaxGap + absl::Seconds(1));
}

TEST(LeaseClockTest, NeverFalls) {
  LeaseClock clock(At(100), kMaxGap);
  clock.Tick(At(102));
  // Read before the tick by another thread, asked for after it.
  EXPECT_EQ(clock.At(At(101)), At(102));
  clock.Tick(At(101));
  EXPECT_EQ(clock.At(At(103)), At(103));
}

}  // namespace
}  // namespace palimpsest
