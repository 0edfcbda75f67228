#include "server/store/attempt_table.h"

#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/tables_test_base.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using AttemptTable = TablesTest;

TEST_F(AttemptTable, NumbersCountWithinAJobAndFencingNumbersOverAll) {
  InsertQueuedJob();
  InsertQueuedJob();
  EXPECT_EQ(*NewestAttempt(*connection_, 1), 0);
  const InsertedAttempt first = *InsertAttempt(*connection_, 1, "workers/1", At(0));
  const InsertedAttempt other = *InsertAttempt(*connection_, 2, "workers/2", At(0));
  EXPECT_EQ(first.name.attempt, 1);
  EXPECT_EQ(other.name.attempt, 1);
  EXPECT_EQ(first.fencing_number, 1);
  EXPECT_EQ(other.fencing_number, 2);
  ASSERT_THAT(
      SetAttemptEnded(*connection_, first.name, v1::Attempt::CANCELLED, absl::nullopt, At(1)),
      IsOk());
  const InsertedAttempt second = *InsertAttempt(*connection_, 1, "workers/1", At(1));
  EXPECT_EQ(second.name.attempt, 2);
  EXPECT_EQ(second.fencing_number, 3);
  EXPECT_EQ(*NewestAttempt(*connection_, 1), 2);
  EXPECT_THAT(*ReadAttempts(*connection_, 1), SizeIs(2));
}

TEST_F(AttemptTable, TwoAttemptsOfAJobNeverRunAtOnce) {
  InsertQueuedJob();
  ASSERT_THAT(InsertAttempt(*connection_, 1, "workers/1", At(0)), IsOk());
  EXPECT_THAT(InsertAttempt(*connection_, 1, "workers/2", At(0)),
              IsStatus(absl::StatusCode::kInternal, "UNIQUE constraint failed"));
}

TEST_F(AttemptTable, AnAttemptNeedsAJob) {
  EXPECT_THAT(InsertAttempt(*connection_, 7, "workers/1", At(0)),
              IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY constraint failed"));
}

TEST_F(AttemptTable, ALeaseIsReadWithItsNumberOnly) {
  InsertQueuedJob();
  const InsertedAttempt attempt = *InsertAttempt(*connection_, 1, "workers/1", At(0));
  ASSERT_THAT(SetStoredEvents(*connection_, attempt.name, 12), IsOk());
  const absl::StatusOr<LeaseRow> lease = ReadLease(*connection_, "jobs/1/attempts/1", 1);
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(lease->attempt.job, 1);
  EXPECT_EQ(lease->attempt.attempt, 1);
  EXPECT_EQ(lease->state, v1::Attempt::RUNNING);
  EXPECT_EQ(lease->stored_events, 12);
  EXPECT_EQ(lease->failure, absl::nullopt);
  EXPECT_THAT(ReadRunningLease(*connection_, "jobs/1/attempts/1", 1), IsOk());
  EXPECT_THAT(ReadLease(*connection_, "jobs/1/attempts/1", 2),
              IsStatus(absl::StatusCode::kFailedPrecondition, "fencing number 2"));
  EXPECT_THAT(ReadLease(*connection_, "jobs/1/attempts/2", 1),
              IsStatus(absl::StatusCode::kNotFound, "jobs/1/attempts/2"));
  EXPECT_THAT(ReadLease(*connection_, "jobs/1", 1),
              IsStatus(absl::StatusCode::kInvalidArgument, "jobs/1"));
}

TEST_F(AttemptTable, AnEndedLeaseIsReadButNotAsARunningOne) {
  InsertQueuedJob();
  const InsertedAttempt attempt = *InsertAttempt(*connection_, 1, "workers/1", At(0));
  v1::Failure failure;
  failure.set_kind(v1::Failure::LOST);
  failure.set_message("gone");
  ASSERT_THAT(SetAttemptEnded(*connection_, attempt.name, v1::Attempt::FAILED, failure, At(1)),
              IsOk());
  const absl::StatusOr<LeaseRow> lease = ReadLease(*connection_, "jobs/1/attempts/1", 1);
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(lease->state, v1::Attempt::FAILED);
  EXPECT_THAT(*lease->failure, EqualsProto(failure));
  EXPECT_THAT(ReadRunningLease(*connection_, "jobs/1/attempts/1", 1),
              IsStatus(absl::StatusCode::kFailedPrecondition, "it is FAILED"));
  EXPECT_THAT(*RunningAttempts(*connection_), IsEmpty());
}

TEST_F(AttemptTable, AnUnknownStateIsDataLoss) {
  InsertQueuedJob();
  ASSERT_THAT(InsertAttempt(*connection_, 1, "workers/1", At(0)), IsOk());
  ASSERT_THAT(connection_->Execute("INSERT INTO attempt_states VALUES ('PAUSED', 0, 0); "
                                   "UPDATE attempts SET state = 'PAUSED'"),
              IsOk());
  EXPECT_THAT(ReadAttempts(*connection_, 1), IsStatus(absl::StatusCode::kDataLoss, "PAUSED"));
}

}  // namespace
}  // namespace palimpsest
