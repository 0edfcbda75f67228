#include "server/worker/failures.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(FailuresTest, ADeathBySignalIsCrashedAndNamesTheSignal) {
  const v1::Failure failure = FailureOfDeath({/*by_signal=*/true, /*code=*/11});
  EXPECT_EQ(failure.kind(), v1::Failure::CRASHED);
  EXPECT_EQ(failure.message(),
            "the engine was killed by signal 11 (Segmentation fault) in mid-run");
}

TEST(FailuresTest, ADeathBySigkillSaysThatMemoryMayHaveRunOut) {
  const v1::Failure failure = FailureOfDeath({/*by_signal=*/true, /*code=*/9});
  EXPECT_EQ(failure.kind(), v1::Failure::CRASHED);
  EXPECT_EQ(failure.message(),
            "the engine was killed by signal 9 (Killed) in mid-run; somebody killed it, or the "
            "kernel did because memory ran out (see dmesg)");
}

TEST(FailuresTest, AnUnexpectedExitIsCrashed) {
  const v1::Failure failure = FailureOfDeath({/*by_signal=*/false, /*code=*/3});
  EXPECT_EQ(failure.kind(), v1::Failure::CRASHED);
  EXPECT_EQ(failure.message(), "the engine exited with status 3 in mid-run");
}

TEST(FailuresTest, AFullDiskIsNoSpaceAndAnythingElseInternal) {
  EXPECT_EQ(FailureOfStatus(absl::ResourceExhaustedError("write /a: full")).kind(),
            v1::Failure::NO_SPACE);
  EXPECT_EQ(FailureOfStatus(absl::UnknownError("x")).kind(), v1::Failure::INTERNAL);
}

TEST(FailuresTest, AMessageIsOneLine) {
  EXPECT_EQ(MakeFailure(v1::Failure::INTERNAL, "one\ntwo").message(), "one two");
}

TEST(FailuresTest, EachStatusIsTransientOrLostOrNeither) {
  struct Row {
    absl::StatusCode code;
    bool transient, lost;
  };
  for (const Row& row :
       {Row{absl::StatusCode::kOk, false, false}, Row{absl::StatusCode::kUnavailable, true, false},
        Row{absl::StatusCode::kDeadlineExceeded, true, false},
        Row{absl::StatusCode::kCancelled, true, false},
        Row{absl::StatusCode::kAborted, true, false},
        Row{absl::StatusCode::kFailedPrecondition, false, true},
        Row{absl::StatusCode::kNotFound, false, true},
        Row{absl::StatusCode::kInvalidArgument, false, false},
        Row{absl::StatusCode::kResourceExhausted, false, false},
        Row{absl::StatusCode::kUnimplemented, false, false},
        Row{absl::StatusCode::kInternal, false, false},
        Row{absl::StatusCode::kDataLoss, false, false}}) {
    const absl::Status status(row.code, "");
    EXPECT_EQ(IsTransient(status), row.transient) << row.code;
    EXPECT_EQ(IsLost(status), row.lost) << row.code;
  }
}

}  // namespace
}  // namespace palimpsest
