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

}  // namespace
}  // namespace palimpsest
