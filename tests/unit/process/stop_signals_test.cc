#include "common/process/stop_signals.h"

#include <errno.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(StopSignals, AreThoseOfATerminalAndOfKill) {
  const sigset_t signals = StopSignals();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) EXPECT_EQ(sigismember(&signals, signal), 1);
  EXPECT_EQ(sigismember(&signals, SIGCHLD), 0);
}

TEST(StopSignals, ABlockedOneWaitsUntilItIsTaken) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, /*set=*/nullptr, &before);
  BlockStopSignals();
  ASSERT_EQ(raise(SIGTERM), 0);
  const sigset_t signals = StopSignals();
  int taken = 0;
  EXPECT_EQ(sigwait(&signals, &taken), 0);
  EXPECT_EQ(taken, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &before, /*oldset=*/nullptr);
}

TEST(StopSignals, AWriteToABrokenPipeIsAnErrorNotTheEnd) {
  struct sigaction before {};
  sigaction(SIGPIPE, /*act=*/nullptr, &before);
  IgnoreBrokenPipes();
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  close(fds[0]);
  EXPECT_EQ(write(fds[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(fds[1]);
  sigaction(SIGPIPE, &before, /*oldact=*/nullptr);
}

}  // namespace
}  // namespace palimpsest
