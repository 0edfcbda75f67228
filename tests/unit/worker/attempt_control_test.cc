#include "server/worker/attempt_control.h"

#include <poll.h>

#include <thread>

#include "absl/types/span.h"
#include "common/process/poll.h"
#include "gtest/gtest.h"
#include "server/worker/failures.h"

namespace palimpsest {
namespace {

bool IsAwake(AttemptControl& control) {
  pollfd fd = {control.wake_up().fd(), POLLIN, 0};
  return PollUntil(absl::MakeSpan(&fd, 1), SteadyTime::InfinitePast());
}

TEST(AttemptControlTest, NothingIsAskedAtFirst) {
  AttemptControl control;
  const AttemptControl::Requests requests = control.requests();
  EXPECT_FALSE(requests.cancel || requests.lost || requests.stop || requests.failure.has_value());
  EXPECT_FALSE(IsAwake(control));
}

TEST(AttemptControlTest, EveryRequestIsKeptAndWakesUp) {
  AttemptControl control;
  control.RequestCancel();
  EXPECT_TRUE(control.requests().cancel);
  EXPECT_TRUE(IsAwake(control));
  control.wake_up().Clear();
  control.LoseLease();
  EXPECT_TRUE(control.requests().lost);
  EXPECT_TRUE(IsAwake(control));
  control.wake_up().Clear();
  control.Stop();
  EXPECT_TRUE(control.requests().stop);
  EXPECT_TRUE(IsAwake(control));
  control.wake_up().Clear();
  control.Fail(MakeFailure(v1::Failure::INTERNAL, "first"));
  EXPECT_TRUE(IsAwake(control));
  EXPECT_TRUE(control.requests().cancel);
}

TEST(AttemptControlTest, TheFirstFailureCounts) {
  AttemptControl control;
  control.Fail(MakeFailure(v1::Failure::NO_SPACE, "first"));
  control.Fail(MakeFailure(v1::Failure::INTERNAL, "second"));
  EXPECT_EQ(control.requests().failure->message(), "first");
}

TEST(AttemptControlTest, APauseEndsEarlyWhenTheAttemptIsOver) {
  AttemptControl lost, stopped;
  std::thread other([&] {
    lost.LoseLease();
    stopped.Stop();
  });
  EXPECT_FALSE(lost.Pause(absl::InfiniteDuration()));
  EXPECT_FALSE(stopped.Pause(absl::InfiniteDuration()));
  other.join();
}

TEST(AttemptControlTest, APauseIsNotCutShortByACancel) {
  AttemptControl control;
  control.RequestCancel();
  EXPECT_TRUE(control.Pause(absl::Milliseconds(1)));
}

}  // namespace
}  // namespace palimpsest
