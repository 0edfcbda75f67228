#include "common/process/poll.h"

#include <unistd.h>

#include "absl/types/span.h"
#include "common/process/unique_fd.h"
#include "common/process/wake_up.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(PollTest, ReturnsFalseNotBeforeTheDeadline) {
  WakeUp never;
  pollfd fd = {never.fd(), POLLIN, 0};
  const SteadyTime deadline = SteadyNow() + absl::Milliseconds(5);
  EXPECT_FALSE(PollUntil(absl::MakeSpan(&fd, 1), deadline));
  EXPECT_GE(SteadyNow(), deadline);
}

TEST(PollTest, TellsWhichDescriptorIsReadyEvenAfterTheDeadline) {
  WakeUp quiet, loud;
  loud.Set();
  pollfd fds[] = {{quiet.fd(), POLLIN, 0}, {loud.fd(), POLLIN, 0}};
  EXPECT_TRUE(PollUntil(absl::MakeSpan(fds), SteadyTime::InfinitePast()));
  EXPECT_EQ(fds[0].revents, 0);
  EXPECT_EQ(fds[1].revents, POLLIN);
}

}  // namespace
}  // namespace palimpsest
