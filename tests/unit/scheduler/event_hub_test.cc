#include "server/scheduler/event_hub.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(EventHubTest, WakesTheSubscribersOfTheJobAndNobodyElse) {
  EventHub hub;
  int first = 0;
  int second = 0;
  int other = 0;
  const auto a = hub.Subscribe(1, [&first] { ++first; });
  const auto b = hub.Subscribe(1, [&second] { ++second; });
  const auto c = hub.Subscribe(2, [&other] { ++other; });
  hub.Publish(1);
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
  EXPECT_EQ(other, 0);
}

TEST(EventHubTest, ASubscriptionThatIsGoneIsNotWoken) {
  EventHub hub;
  int wakes = 0;
  {
    const auto subscription = hub.Subscribe(1, [&wakes] { ++wakes; });
  }
  hub.Publish(1);
  EXPECT_EQ(wakes, 0);
}

TEST(EventHubTest, NoWakeRunsAfterItsSubscriptionHasEnded) {
  EventHub hub;
  std::atomic<bool> stop{false};
  std::thread publisher([&] {
    while (!stop) hub.Publish(1);
  });
  for (int round = 0; round < 200; ++round) {
    std::atomic<bool> alive{true};
    auto subscription = hub.Subscribe(1, [&alive] { EXPECT_TRUE(alive); });
    subscription.reset();
    alive = false;
  }
  stop = true;
  publisher.join();
}

}  // namespace
}  // namespace palimpsest
