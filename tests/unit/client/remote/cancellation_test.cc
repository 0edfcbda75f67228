#include "client/remote/cancellation.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(CancellationTest, RunsTheHookOfTheMoment) {
  Cancellation cancellation;
  int stopped = 0;
  {
    Cancellation::Hook gone(cancellation, [&] { stopped += 10; });
  }
  Cancellation::Hook hook(cancellation, [&] { ++stopped; });
  EXPECT_FALSE(cancellation.cancelled());
  cancellation.Cancel();
  EXPECT_TRUE(cancellation.cancelled());
  EXPECT_EQ(stopped, 1);
}

TEST(CancellationTest, AHookThatComesTooLateRunsAtOnce) {
  Cancellation cancellation;
  cancellation.Cancel();
  int stopped = 0;
  Cancellation::Hook hook(cancellation, [&] { ++stopped; });
  EXPECT_EQ(stopped, 1);
}

TEST(CancellationTest, EndsAWait) {
  Cancellation cancellation;
  cancellation.WaitFor(absl::Microseconds(1));  // returns by itself
  cancellation.Cancel();
  cancellation.WaitFor(absl::InfiniteDuration());  // would never return
}

}  // namespace
}  // namespace palimpsest
