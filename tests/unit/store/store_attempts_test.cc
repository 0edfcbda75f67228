// Attempts in a store: leases, cancellation, ends.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_contract.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using StoreAttempts = StoreContract;
PALIMPSEST_INSTANTIATE_STORE_CONTRACT(StoreAttempts);

TEST_P(StoreAttempts, StartingAJobGivesOutItsSpecAndANewAttempt) {
  AddJob(*store_, "to run");
  const absl::StatusOr<v1::Lease> started = store_->StartAttempt(1, "workers/3", At(4));
  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->attempt(), "jobs/1/attempts/1");
  EXPECT_EQ(started->spec().display_name(), "to run");
  const v1::Job job = GetJob(1);
  EXPECT_EQ(job.state(), v1::Job::RUNNING);
  EXPECT_EQ(FromProto(job.start_time()), At(4));
  ASSERT_THAT(job.attempts(), SizeIs(1));
  EXPECT_EQ(job.attempts(0).name(), "jobs/1/attempts/1");
  EXPECT_EQ(job.attempts(0).state(), v1::Attempt::RUNNING);
  EXPECT_EQ(job.attempts(0).worker(), "workers/3");
  EXPECT_EQ(FromProto(job.attempts(0).start_time()), At(4));
  EXPECT_FALSE(job.attempts(0).has_end_time());
}

TEST_P(StoreAttempts, OnlyAQueuedJobIsStarted) {
  AddJob(*store_);
  Start(*store_, 1);
  EXPECT_THAT(store_->StartAttempt(1, "workers/2", At(2)),
              IsStatus(absl::StatusCode::kFailedPrecondition, "jobs/1: a job that is RUNNING"));
  EXPECT_THAT(GetJob(1).attempts(), SizeIs(1));
}

TEST_P(StoreAttempts, FencingNumbersRiseWithEveryLeaseOfAnyJob) {
  AddJob(*store_);
  AddJob(*store_);
  const v1::Lease first = Start(*store_, 1);
  const v1::Lease second = Start(*store_, 2);
  ASSERT_THAT(store_->EndAttempt(FailureOf(first, v1::Failure::LOST, "gone"),
                                 /*requeue=*/true, At(2)),
              IsOk());
  const v1::Lease third = Start(*store_, 1);
  EXPECT_LT(first.fencing_number(), second.fencing_number());
  EXPECT_LT(second.fencing_number(), third.fencing_number());
  EXPECT_EQ(third.attempt(), "jobs/1/attempts/2");
}

TEST_P(StoreAttempts, RunningAttemptsAreThoseThatNobodyEnded) {
  for (int i = 0; i < 3; ++i) AddJob(*store_);
  Start(*store_, 1);
  const v1::Lease second = Start(*store_, 2);
  const v1::Lease third = Start(*store_, 3);
  ASSERT_THAT(store_->EndAttempt(Success(second), /*requeue=*/false, At(2)), IsOk());
  ASSERT_THAT(store_->RequestCancel(3, At(3)), IsOk());
  const std::vector<RunningAttempt> running = *store_->RunningAttempts();
  ASSERT_THAT(running, SizeIs(2));
  EXPECT_EQ(running[0].attempt, "jobs/1/attempts/1");
  EXPECT_EQ(running[1].attempt, "jobs/3/attempts/1");
  EXPECT_EQ(running[1].worker, "workers/1");
  EXPECT_EQ(running[1].fencing_number, third.fencing_number());
}

TEST_P(StoreAttempts, CancellingAQueuedJobEndsIt) {
  AddJob(*store_);
  const absl::StatusOr<v1::Job> job = store_->RequestCancel(1, At(3));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::CANCELLED);
  EXPECT_EQ(FromProto(job->end_time()), At(3));
  EXPECT_THAT(*store_->QueuedJobs(), IsEmpty());
  EXPECT_THAT(store_->RequestCancel(1, At(4)),
              IsStatus(absl::StatusCode::kFailedPrecondition, "CANCELLED cannot be cancelled"));
}

TEST_P(StoreAttempts, CancellingARunningJobTwiceChangesItOnce) {
  AddJob(*store_);
  Start(*store_, 1);
  EXPECT_EQ(store_->RequestCancel(1, At(3))->state(), v1::Job::CANCELLING);
  const size_t events = Events(1).size();
  EXPECT_EQ(store_->RequestCancel(1, At(4))->state(), v1::Job::CANCELLING);
  EXPECT_THAT(Events(1), SizeIs(events));
}

TEST_P(StoreAttempts, SuccessStoresTheResultBitByBit) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  const absl::StatusOr<v1::Job> job = store_->EndAttempt(Success(lease), /*requeue=*/false, At(9));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::SUCCEEDED);
  EXPECT_EQ(FromProto(job->end_time()), At(9));
  EXPECT_THAT(job->result(), EqualsProto(SomeResult()));
  EXPECT_EQ(job->attempts(0).state(), v1::Attempt::SUCCEEDED);
  EXPECT_EQ(FromProto(job->attempts(0).end_time()), At(9));
  EXPECT_THAT(GetJob(1), EqualsProto(*job));
}

TEST_P(StoreAttempts, AFailureThatIsNotRetriedEndsTheJob) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  const absl::StatusOr<v1::Job> job =
      store_->EndAttempt(FailureOf(lease, v1::Failure::NUMERIC, "nan"), /*requeue=*/false, At(9));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::FAILED);
  EXPECT_EQ(job->failure().kind(), v1::Failure::NUMERIC);
  EXPECT_EQ(job->failure().message(), "nan");
  EXPECT_THAT(job->attempts(0).failure(), EqualsProto(job->failure()));
  EXPECT_FALSE(job->has_result());
}

TEST_P(StoreAttempts, ARetriedJobKeepsItsFirstStartAndTheFailureOfTheAttemptOnly) {
  AddJob(*store_);
  const v1::Lease first = Start(*store_, 1, At(1));
  ASSERT_THAT(
      store_->AppendEvents(Report(first, 0, {ProgressEvent(v1::Progress::TRAINING, 0.5)}), At(2)),
      IsOk());
  const absl::StatusOr<v1::Job> queued = store_->EndAttempt(
      FailureOf(first, v1::Failure::CRASHED, "signal 11"), /*requeue=*/true, At(3));
  ASSERT_THAT(queued, IsOk());
  EXPECT_EQ(queued->state(), v1::Job::QUEUED);
  EXPECT_FALSE(queued->has_failure() || queued->has_end_time());
  EXPECT_EQ(queued->attempts(0).failure().message(), "signal 11");
  Start(*store_, 1, At(4));
  const v1::Job job = GetJob(1);
  EXPECT_EQ(FromProto(job.start_time()), At(1));
  EXPECT_FALSE(job.has_progress());
  EXPECT_THAT(job.attempts(), SizeIs(2));
}

TEST_P(StoreAttempts, ACancelledJobIsNotTriedAgain) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->RequestCancel(1, At(2)), IsOk());
  const absl::StatusOr<v1::Job> job =
      store_->EndAttempt(FailureOf(lease, v1::Failure::LOST, "gone"), /*requeue=*/true, At(3));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::CANCELLED);
  EXPECT_FALSE(job->has_failure());
  EXPECT_EQ(job->attempts(0).state(), v1::Attempt::FAILED);
}

TEST_P(StoreAttempts, AnAttemptStopsOnlyIfSomebodyAsked) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  EXPECT_THAT(store_->EndAttempt(Stopped(lease), /*requeue=*/false, At(2)),
              IsStatus(absl::StatusCode::kFailedPrecondition, "RUNNING cannot be stopped"));
  EXPECT_EQ(GetJob(1).attempts(0).state(), v1::Attempt::RUNNING);
  ASSERT_THAT(store_->RequestCancel(1, At(3)), IsOk());
  const absl::StatusOr<v1::Job> job = store_->EndAttempt(Stopped(lease), /*requeue=*/false, At(4));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::CANCELLED);
  EXPECT_EQ(job->attempts(0).state(), v1::Attempt::CANCELLED);
}

TEST_P(StoreAttempts, EndingAnAttemptAgainInTheSameWayChangesNothing) {
  for (int i = 0; i < 3; ++i) AddJob(*store_);
  std::vector<v1::CompleteAttemptRequest> ends;
  std::vector<v1::Lease> leases;
  for (int id = 1; id <= 3; ++id) leases.push_back(Start(*store_, id));
  ASSERT_THAT(store_->RequestCancel(3, At(2)), IsOk());
  ends = {Success(leases[0]), FailureOf(leases[1], v1::Failure::INVALID, "bad"),
          Stopped(leases[2])};
  for (int i = 0; i < 3; ++i) {
    const int64_t job_id = i + 1;
    const absl::StatusOr<v1::Job> first = store_->EndAttempt(ends[i], /*requeue=*/false, At(3));
    ASSERT_THAT(first, IsOk());
    const size_t events = Events(job_id).size();
    const absl::StatusOr<v1::Job> second = store_->EndAttempt(ends[i], /*requeue=*/false, At(4));
    ASSERT_THAT(second, IsOk());
    EXPECT_THAT(*second, EqualsProto(*first));
    EXPECT_THAT(Events(job_id), SizeIs(events));
  }
}

TEST_P(StoreAttempts, EndingAnAttemptInAnotherWayIsRefused) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->EndAttempt(Success(lease), false, At(3)), IsOk());
  const auto refused = IsStatus(absl::StatusCode::kFailedPrecondition, "it is SUCCEEDED");
  v1::CompleteAttemptRequest other = Success(lease);
  other.mutable_result()->set_final_accuracy(0.8);
  EXPECT_THAT(store_->EndAttempt(other, false, At(4)), refused);
  EXPECT_THAT(store_->EndAttempt(FailureOf(lease, v1::Failure::LOST, "gone"),
                                 /*requeue=*/true, At(4)),
              refused);
  EXPECT_THAT(store_->EndAttempt(Stopped(lease), false, At(4)), refused);
}

TEST_P(StoreAttempts, AnEndNeedsAnOutcomeAndOnlyAFailureIsRetried) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::CompleteAttemptRequest nothing = Success(lease);
  nothing.clear_outcome();
  EXPECT_THAT(store_->EndAttempt(nothing, false, At(2)),
              IsStatus(absl::StatusCode::kInvalidArgument,
                       "neither result, failure, cancelled nor given_back"));
  EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/true, At(2)),
              IsStatus(absl::StatusCode::kInvalidArgument, "only a failed attempt"));
}

TEST_P(StoreAttempts, ALeaseWithAnotherFencingNumberIsRefusedEverywhere) {
  AddJob(*store_);
  const v1::Lease stale = Start(*store_, 1);
  ASSERT_THAT(store_->EndAttempt(FailureOf(stale, v1::Failure::LOST, "gone"),
                                 /*requeue=*/true, At(2)),
              IsOk());
  v1::Lease current = Start(*store_, 1);
  const auto refused = [](absl::string_view text) {
    return IsStatus(absl::StatusCode::kFailedPrecondition, std::string(text));
  };
  v1::Artifact artifact;
  artifact.set_file_name("metrics.csv");

  // The attempt of before, with its own number: it has ended.
  EXPECT_THAT(store_->AppendEvents(Report(stale, 0, {LogEvent("x")}), At(3)),
              refused("jobs/1/attempts/1 has ended"));
  EXPECT_THAT(store_->AddArtifact(stale.attempt(), stale.fencing_number(), artifact),
              refused("jobs/1/attempts/1 has ended"));
  EXPECT_THAT(store_->EndAttempt(Success(stale), false, At(3)),
              refused("has ended in another way"));
  // The attempt of now, with the number of before.
  current.set_fencing_number(stale.fencing_number());
  EXPECT_THAT(store_->AppendEvents(Report(current, 0, {LogEvent("x")}), At(3)),
              refused("jobs/1/attempts/2 is not leased with fencing number"));
  EXPECT_THAT(store_->AddArtifact(current.attempt(), current.fencing_number(), artifact),
              refused("is not leased"));
  EXPECT_THAT(store_->EndAttempt(Success(current), false, At(3)), refused("is not leased"));
  EXPECT_EQ(GetJob(1).state(), v1::Job::RUNNING);
  EXPECT_THAT(*store_->ListArtifacts(1), IsEmpty());
}

TEST_P(StoreAttempts, AnAttemptThatNeverWasIsNotFound) {
  AddJob(*store_);
  v1::Lease lease;
  lease.set_attempt("jobs/1/attempts/1");
  lease.set_fencing_number(1);
  v1::Artifact artifact;
  artifact.set_file_name("metrics.csv");
  const auto not_found = IsStatus(absl::StatusCode::kNotFound, "there is no jobs/1/attempts/1");
  EXPECT_THAT(store_->AppendEvents(Report(lease, 0, {}), At(1)), not_found);
  EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/false, At(1)), not_found);
  EXPECT_THAT(store_->AddArtifact(lease.attempt(), 1, artifact), not_found);
}

TEST_P(StoreAttempts, AMalformedAttemptIsInvalid) {
  v1::Lease lease;
  lease.set_attempt("jobs/x");
  const auto invalid = IsStatus(absl::StatusCode::kInvalidArgument, "jobs/x");
  EXPECT_THAT(store_->AppendEvents(Report(lease, 0, {}), At(1)), invalid);
  EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/false, At(1)), invalid);
}

}  // namespace
}  // namespace palimpsest
