#include "server/service/executor.h"

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ExecutorTest, RunsEveryTaskBeforeItEnds) {
  std::atomic<int> done{0};
  {
    Executor executor(/*threads=*/3);
    for (int i = 0; i < 100; ++i) executor.Run([&done] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(ExecutorTest, RunsAsManyTasksAtOnceAsItHasThreads) {
  constexpr int kThreads = 4;
  std::atomic<int> met{0};
  {
    absl::Notification all_inside;
    std::atomic<int> inside{0};
    Executor executor(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      executor.Run([&] {
        if (++inside == kThreads) all_inside.Notify();
        if (all_inside.WaitForNotificationWithTimeout(absl::Seconds(30))) ++met;
      });
    }
  }
  EXPECT_EQ(met, kThreads);
}

TEST(ExecutorTest, ATaskMayQueueAnother) {
  std::atomic<bool> second{false};
  absl::BlockingCounter ran(1);
  Executor executor(/*threads=*/1);
  executor.Run([&] {
    executor.Run([&] {
      second = true;
      ran.DecrementCount();
    });
  });
  ran.Wait();
  EXPECT_TRUE(second);
}

}  // namespace
}  // namespace palimpsest
