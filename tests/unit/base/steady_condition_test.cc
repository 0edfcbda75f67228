#include "common/base/steady_condition.h"

#include <thread>

#include "common/base/clock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

class SteadyConditionTest : public ::testing::Test {
 protected:
  bool Wait(absl::Duration timeout) {
    absl::MutexLock lock(&mutex_);
    return condition_.WaitFor(mutex_, timeout, [this] {
      mutex_.AssertHeld();
      return ready_;
    });
  }

  void BecomeReady() {
    absl::MutexLock lock(&mutex_);
    ready_ = true;
    condition_.NotifyAll();
  }

  absl::Mutex mutex_;
  SteadyCondition condition_;
  bool ready_ ABSL_GUARDED_BY(mutex_) = false;
};

TEST_F(SteadyConditionTest, GivesUpAfterTheTimeout) {
  const SteadyTime begin = SteadyNow();
  EXPECT_FALSE(Wait(absl::Milliseconds(5)));
  EXPECT_GE(SteadyNow() - begin, absl::Milliseconds(5));
}

TEST_F(SteadyConditionTest, ReturnsAtOnceIfTheConditionHolds) {
  BecomeReady();
  EXPECT_TRUE(Wait(absl::InfiniteDuration()));
  EXPECT_TRUE(Wait(-absl::InfiniteDuration()));
}

TEST_F(SteadyConditionTest, IsWokenByAChangeInAnotherThread) {
  std::thread other([this] { BecomeReady(); });
  EXPECT_TRUE(Wait(absl::InfiniteDuration()));
  other.join();
}

}  // namespace
}  // namespace palimpsest
