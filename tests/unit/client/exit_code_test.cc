#include "client/exit_code.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ExitCodeTest, EachKindOfErrorHasTheNumberThatScriptsRelyOn) {
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::OkStatus())), 0);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::InvalidArgumentError(""))), 2);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::UnavailableError(""))), 3);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::DeadlineExceededError(""))), 3);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::NotFoundError(""))), 4);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::PermissionDeniedError(""))), 5);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::UnauthenticatedError(""))), 5);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::FailedPreconditionError(""))), 6);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::AlreadyExistsError(""))), 7);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::InternalError(""))), 7);
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::CancelledError(""))), 130);
  EXPECT_EQ(static_cast<int>(ExitCode::kFailedJob), 1);
}

}  // namespace
}  // namespace palimpsest
