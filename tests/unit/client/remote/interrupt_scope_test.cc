#include "client/remote/interrupt_scope.h"

#include <signal.h>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(InterruptScopeTest, CtrlCIsAWishToStop) {
  Cancellation cancellation;
  InterruptScope scope(cancellation);
  raise(SIGINT);
  cancellation.WaitFor(absl::InfiniteDuration());
  EXPECT_TRUE(cancellation.cancelled());
}

TEST(InterruptScopeTest, ASecondCtrlCEndsTheProcess) {
  EXPECT_EXIT(
      {
        Cancellation cancellation;
        InterruptScope scope(cancellation);
        raise(SIGINT);
        raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptScopeTest, AfterItCtrlCDoesWhatItDidBefore) {
  Cancellation cancellation;
  { InterruptScope scope(cancellation); }
  struct sigaction action;
  ASSERT_EQ(sigaction(SIGINT, nullptr, &action), 0);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
  EXPECT_FALSE(cancellation.cancelled());
}

}  // namespace
}  // namespace palimpsest
