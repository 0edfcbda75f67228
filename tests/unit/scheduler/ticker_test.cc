#include "server/scheduler/ticker.h"

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(TickerTest, CallsAgainAndAgainUntilItIsDestroyed) {
  std::atomic<int> calls{0};
  {
    absl::BlockingCounter three(3);
    Ticker ticker(absl::Milliseconds(1), [&] {
      if (++calls <= 3) three.DecrementCount();
    });
    three.Wait();
  }
  const int at_the_end = calls;
  EXPECT_GE(at_the_end, 3);
  EXPECT_EQ(calls, at_the_end);
}

}  // namespace
}  // namespace palimpsest
