#include "server/scheduler/event_hub.h"

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
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

TEST(EventHubTest, ASubscriptionEndsOnlyAfterItsWake) {
  EventHub hub;
  absl::Notification waking;
  absl::Notification ending;
  absl::Notification ended;
  auto subscription = hub.Subscribe(1, [&] {
    waking.Notify();
    ending.WaitForNotification();
    // As long as it would take if the end did not wait for this wake.
    EXPECT_FALSE(ended.WaitForNotificationWithTimeout(absl::Milliseconds(100)));
  });
  std::thread publisher([&hub] { hub.Publish(1); });
  waking.WaitForNotification();
  ending.Notify();
  subscription.reset();
  ended.Notify();
  publisher.join();
}

}  // namespace
}  // namespace palimpsest
