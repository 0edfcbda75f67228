#include "server/worker/stop_watcher.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "absl/synchronization/notification.h"
#include "common/process/stop_signals.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

// Blocks the stop signals for a test, as main() does for the program.
class StopWatcherTest : public ::testing::Test {
 protected:
  StopWatcherTest() {
    pthread_sigmask(SIG_SETMASK, /*set=*/nullptr, &before_);
    BlockStopSignals();
    EXPECT_EQ(pipe2(fds_, O_CLOEXEC), 0);
  }
  ~StopWatcherTest() override {
    close(fds_[1]);
    pthread_sigmask(SIG_SETMASK, &before_, /*oldset=*/nullptr);
  }

  std::unique_ptr<StopWatcher> Start() {
    auto watcher = StopWatcher::Start(fds_[0], [this](Worker::StopReason reason) {
      reason_ = reason;
      stopped_.Notify();
    });
    EXPECT_TRUE(watcher.ok()) << watcher.status();
    return *std::move(watcher);
  }

  sigset_t before_;
  int fds_[2];
  absl::Notification stopped_;
  Worker::StopReason reason_;
};

TEST_F(StopWatcherTest, ASignalAsksToStop) {
  const auto watcher = Start();
  ASSERT_EQ(kill(getpid(), SIGTERM), 0);
  stopped_.WaitForNotification();
  EXPECT_EQ(reason_, Worker::StopReason::kAsked);
}

TEST_F(StopWatcherTest, TheEndOfTheParentsPipeMeansThatTheServerIsGone) {
  const auto watcher = Start();
  close(fds_[1]);
  fds_[1] = -1;
  stopped_.WaitForNotification();
  EXPECT_EQ(reason_, Worker::StopReason::kServerGone);
}

TEST_F(StopWatcherTest, DestructionEndsTheWatch) {
  auto watcher = Start();
  watcher.reset();
  close(fds_[1]);
  fds_[1] = -1;
  EXPECT_FALSE(stopped_.HasBeenNotified());
}

TEST_F(StopWatcherTest, ADescriptorThatIsNotOpenIsAnErrorThatNamesIt) {
  const auto watcher = StopWatcher::Start(987, [](Worker::StopReason) {});
  EXPECT_THAT(std::string(watcher.status().message()), HasSubstr("descriptor 987"));
}

}  // namespace
}  // namespace palimpsest
