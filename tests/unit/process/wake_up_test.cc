#include "common/process/wake_up.h"

#include <thread>

#include "absl/types/span.h"
#include "common/process/poll.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

bool IsSet(const WakeUp& wake_up) {
  pollfd ready = {wake_up.fd(), POLLIN, 0};
  return PollUntil(absl::MakeSpan(&ready, 1), SteadyTime::InfinitePast());
}

TEST(WakeUpTest, IsSetUntilCleared) {
  WakeUp wake_up;
  EXPECT_FALSE(IsSet(wake_up));
  wake_up.Set();
  wake_up.Set();
  EXPECT_TRUE(IsSet(wake_up));
  wake_up.Clear();
  EXPECT_FALSE(IsSet(wake_up));
  wake_up.Clear();
  EXPECT_FALSE(IsSet(wake_up));
}

TEST(WakeUpTest, WakesAPollOfAnotherThread) {
  WakeUp wake_up;
  std::thread waker([&wake_up] { wake_up.Set(); });
  pollfd ready = {wake_up.fd(), POLLIN, 0};
  EXPECT_TRUE(PollUntil(absl::MakeSpan(&ready, 1), SteadyTime::InfiniteFuture()));
  waker.join();
}

}  // namespace
}  // namespace palimpsest
