#include "common/base/thread_pool.h"

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ThreadPoolTest, RunsEveryTaskBeforeItEnds) {
  std::atomic<int> done{0};
  {
    ThreadPool pool(/*threads=*/3);
    for (int i = 0; i < 100; ++i) pool.Run([&done] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(ThreadPoolTest, RunsAsManyTasksAtOnceAsItHasThreads) {
  constexpr int kThreads = 4;
  std::atomic<int> met{0};
  {
    absl::Notification all_inside;
    std::atomic<int> inside{0};
    ThreadPool pool(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      pool.Run([&] {
        if (++inside == kThreads) all_inside.Notify();
        if (all_inside.WaitForNotificationWithTimeout(absl::Seconds(30))) ++met;
      });
    }
  }
  EXPECT_EQ(met, kThreads);
}

TEST(ThreadPoolTest, ATaskMayQueueAnother) {
  std::atomic<bool> second{false};
  absl::BlockingCounter ran(1);
  ThreadPool pool(/*threads=*/1);
  pool.Run([&] {
    pool.Run([&] {
      second = true;
      ran.DecrementCount();
    });
  });
  ran.Wait();
  EXPECT_TRUE(second);
}

}  // namespace
}  // namespace palimpsest
