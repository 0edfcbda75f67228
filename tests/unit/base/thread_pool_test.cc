#include "common/base/thread_pool.h"

#include <atomic>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ThreadPoolTest, RunsEveryTaskBeforeItEnds) {
  std::atomic<int> done{0};
  {
    const std::unique_ptr<ThreadPool> pool = *ThreadPool::Create(/*threads=*/3);
    for (int i = 0; i < 100; ++i) pool->Run([&done] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(ThreadPoolTest, RunsAsManyTasksAtOnceAsItHasThreads) {
  constexpr int kThreads = 4;
  std::atomic<int> met{0};
  {
    absl::Notification all_inside;
    std::atomic<int> inside{0};
    const std::unique_ptr<ThreadPool> pool = *ThreadPool::Create(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      pool->Run([&] {
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
  const std::unique_ptr<ThreadPool> pool = *ThreadPool::Create(/*threads=*/1);
  pool->Run([&] {
    pool->Run([&] {
      second = true;
      ran.DecrementCount();
    });
  });
  ran.Wait();
  EXPECT_TRUE(second);
}

TEST(ThreadPoolTest, AThreadThatCannotBeStartedIsAStatusAndTheOthersEnd) {
  std::atomic<int> started{0};
  const absl::Status status =
      ThreadPool::Create(/*threads=*/3, [&](std::function<void()> body) {
        if (++started == 3) {
          throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
        }
        return std::thread(std::move(body));
      }).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("thread 3 of 3"));
}

}  // namespace
}  // namespace palimpsest
