#include "server/store/store.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/schema.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// What a store does, wherever it keeps its database.
class StoreContract : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string Path(const TemporaryFolder& folder) {
    return GetParam() == std::string(":memory:") ? ":memory:" : folder.File(GetParam());
  }

  v1::Job GetJob(int64_t job_id) {
    const absl::StatusOr<v1::Job> job = store_->GetJob(job_id);
    EXPECT_THAT(job, IsOk());
    return *job;
  }

  std::vector<v1::JobEvent> Events(int64_t job_id, int64_t after = 0) {
    const absl::StatusOr<std::vector<v1::JobEvent>> events =
        store_->EventsAfter(job_id, after, /*limit=*/1000);
    EXPECT_THAT(events, IsOk());
    return *events;
  }

  std::vector<std::string> Names(const JobFilter& filter) {
    const absl::StatusOr<std::vector<v1::Job>> jobs = store_->ListJobs(filter);
    EXPECT_THAT(jobs, IsOk());
    std::vector<std::string> names;
    for (const v1::Job& job : *jobs) names.push_back(job.name());
    return names;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = OpenStore(Path(folder_));
};

INSTANTIATE_TEST_SUITE_P(Databases, StoreContract, ::testing::Values(":memory:", "test.db"),
                         [](const auto& info) {
                           return info.param[0] == ':' ? std::string("InMemory")
                                                       : std::string("InAFile");
                         });

TEST_P(StoreContract, AnEmptyStoreHasTheNewestSchemaAndNoJobs) {
  EXPECT_EQ(*store_->SchemaVersion(), NewestSchemaVersion());
  EXPECT_EQ(store_->path(), Path(folder_));
  EXPECT_THAT(*store_->CountJobs(), IsEmpty());
  EXPECT_THAT(*store_->QueuedJobs(), IsEmpty());
  EXPECT_THAT(*store_->RunningAttempts(), IsEmpty());
  EXPECT_THAT(Names({}), IsEmpty());
  EXPECT_THAT(store_->CheckIntegrity(), IsOk());
}

TEST_P(StoreContract, ACreatedJobIsQueuedAndReadsBackWhole) {
  v1::JobSpec spec;
  spec.set_display_name("a name");
  spec.set_seed(~uint64_t{0});
  const absl::StatusOr<v1::Job> job = store_->CreateJob({spec, "ada", "", "body"}, At(5));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->name(), "jobs/1");
  EXPECT_EQ(job->state(), v1::Job::QUEUED);
  EXPECT_EQ(job->user(), "ada");
  EXPECT_THAT(job->spec(), EqualsProto(spec));
  EXPECT_EQ(FromProto(job->create_time()), At(5));
  EXPECT_FALSE(job->has_start_time() || job->has_end_time() || job->has_progress() ||
               job->has_result() || job->has_failure());
  EXPECT_THAT(GetJob(1), EqualsProto(*job));
}

TEST_P(StoreContract, ARepeatedRequestReturnsTheSameJobAsItIsNow) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "request-1", "body"}, At(0)), IsOk());
  Start(*store_, 1);
  const absl::StatusOr<v1::Job> again = store_->CreateJob({{}, "ada", "request-1", "body"}, At(9));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(GetJob(1)));
  EXPECT_EQ(again->state(), v1::Job::RUNNING);
  EXPECT_THAT(Names({}), SizeIs(1));
}

TEST_P(StoreContract, ARequestIdWithAnotherBodyIsRefused) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "request-1", "body"}, At(0)), IsOk());
  EXPECT_THAT(store_->CreateJob({{}, "ada", "request-1", "other"}, At(0)),
              IsStatus(absl::StatusCode::kAlreadyExists, "request_id request-1 created jobs/1"));
  EXPECT_THAT(Names({}), SizeIs(1));
}

TEST_P(StoreContract, RequestsWithoutAnIdMakeAJobEach) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "", "body"}, At(0)), IsOk());
  ASSERT_THAT(store_->CreateJob({{}, "ada", "", "body"}, At(0)), IsOk());
  EXPECT_THAT(Names({}), ElementsAre("jobs/2", "jobs/1"));
}

TEST_P(StoreContract, AMissingJobIsNotFoundByAnyMethod) {
  const auto not_found = IsStatus(absl::StatusCode::kNotFound, "there is no jobs/7");
  EXPECT_THAT(store_->GetJob(7), not_found);
  EXPECT_THAT(store_->StartAttempt(7, "workers/1", At(0)), not_found);
  EXPECT_THAT(store_->RequestCancel(7, At(0)), not_found);
  EXPECT_THAT(store_->EventsAfter(7, 0, 10), not_found);
  EXPECT_THAT(store_->ListArtifacts(7), not_found);
  EXPECT_THAT(store_->GetArtifact(7, "metrics.csv"), not_found);
}

TEST_P(StoreContract, ListsJobsNewestFirstByStateAndPageByPage) {
  for (int i = 0; i < 6; ++i) AddJob(*store_);
  Start(*store_, 2);
  Start(*store_, 5);
  ASSERT_THAT(store_->RequestCancel(3, At(1)), IsOk());
  EXPECT_THAT(Names({}), ElementsAre("jobs/6", "jobs/5", "jobs/4", "jobs/3", "jobs/2", "jobs/1"));
  EXPECT_THAT(Names({{}, /*before_id=*/0, /*limit=*/2}), ElementsAre("jobs/6", "jobs/5"));
  EXPECT_THAT(Names({{}, /*before_id=*/5, /*limit=*/2}), ElementsAre("jobs/4", "jobs/3"));
  EXPECT_THAT(Names({{v1::Job::RUNNING}}), ElementsAre("jobs/5", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::RUNNING, v1::Job::CANCELLED, v1::Job::RUNNING}}),
              ElementsAre("jobs/5", "jobs/3", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::RUNNING, v1::Job::QUEUED}, /*before_id=*/6, /*limit=*/3}),
              ElementsAre("jobs/5", "jobs/4", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::FAILED}}), IsEmpty());
  EXPECT_THAT(*store_->CountJobs(),
              UnorderedElementsAre(Pair(v1::Job::QUEUED, 3), Pair(v1::Job::RUNNING, 2),
                                   Pair(v1::Job::CANCELLED, 1)));
}

TEST_P(StoreContract, QueuedJobsAreOldestFirstAndARequeuedOneKeepsItsTurn) {
  for (int i = 0; i < 3; ++i) AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  EXPECT_THAT(*store_->QueuedJobs(), ElementsAre(2, 3));
  ASSERT_THAT(store_->EndAttempt(FailureOf(lease, v1::Failure::LOST, "gone"),
                                 /*requeue=*/true, At(2)),
              IsOk());
  EXPECT_THAT(*store_->QueuedJobs(), ElementsAre(1, 2, 3));
}

TEST_P(StoreContract, StartingAJobGivesOutItsSpecAndANewAttempt) {
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

TEST_P(StoreContract, OnlyAQueuedJobIsStarted) {
  AddJob(*store_);
  Start(*store_, 1);
  EXPECT_THAT(store_->StartAttempt(1, "workers/2", At(2)),
              IsStatus(absl::StatusCode::kFailedPrecondition, "jobs/1: a job that is RUNNING"));
  EXPECT_THAT(GetJob(1).attempts(), SizeIs(1));
}

TEST_P(StoreContract, FencingNumbersRiseWithEveryLeaseOfAnyJob) {
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

TEST_P(StoreContract, RunningAttemptsAreThoseThatNobodyEnded) {
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

TEST_P(StoreContract, CancellingAQueuedJobEndsIt) {
  AddJob(*store_);
  const absl::StatusOr<v1::Job> job = store_->RequestCancel(1, At(3));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->state(), v1::Job::CANCELLED);
  EXPECT_EQ(FromProto(job->end_time()), At(3));
  EXPECT_THAT(*store_->QueuedJobs(), IsEmpty());
  EXPECT_THAT(store_->RequestCancel(1, At(4)),
              IsStatus(absl::StatusCode::kFailedPrecondition, "CANCELLED cannot be cancelled"));
}

TEST_P(StoreContract, CancellingARunningJobTwiceChangesItOnce) {
  AddJob(*store_);
  Start(*store_, 1);
  EXPECT_EQ(store_->RequestCancel(1, At(3))->state(), v1::Job::CANCELLING);
  const size_t events = Events(1).size();
  EXPECT_EQ(store_->RequestCancel(1, At(4))->state(), v1::Job::CANCELLING);
  EXPECT_THAT(Events(1), SizeIs(events));
}

TEST_P(StoreContract, SuccessStoresTheResultBitByBit) {
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

TEST_P(StoreContract, AFailureThatIsNotRetriedEndsTheJob) {
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

TEST_P(StoreContract, ARetriedJobKeepsItsFirstStartAndTheFailureOfTheAttemptOnly) {
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

TEST_P(StoreContract, ACancelledJobIsNotTriedAgain) {
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

TEST_P(StoreContract, AnAttemptStopsOnlyIfSomebodyAsked) {
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

TEST_P(StoreContract, EndingAnAttemptAgainInTheSameWayChangesNothing) {
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

TEST_P(StoreContract, EndingAnAttemptInAnotherWayIsRefused) {
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

TEST_P(StoreContract, AnEndNeedsAnOutcomeAndOnlyAFailureIsRetried) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::CompleteAttemptRequest nothing = Success(lease);
  nothing.clear_outcome();
  EXPECT_THAT(store_->EndAttempt(nothing, false, At(2)),
              IsStatus(absl::StatusCode::kInvalidArgument, "neither result, failure nor"));
  EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/true, At(2)),
              IsStatus(absl::StatusCode::kInvalidArgument, "only a failed attempt"));
}

TEST_P(StoreContract, ALeaseWithAnotherFencingNumberIsRefusedEverywhere) {
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

TEST_P(StoreContract, AnAttemptThatNeverWasIsNotFound) {
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

TEST_P(StoreContract, AMalformedAttemptIsInvalid) {
  v1::Lease lease;
  lease.set_attempt("jobs/x");
  const auto invalid = IsStatus(absl::StatusCode::kInvalidArgument, "jobs/x");
  EXPECT_THAT(store_->AppendEvents(Report(lease, 0, {}), At(1)), invalid);
  EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/false, At(1)), invalid);
}

TEST_P(StoreContract, EveryChangeOfStateIsAnEventWithTheWholeJob) {
  AddJob(*store_);
  std::vector<v1::Job> states = {GetJob(1)};
  const v1::Lease first = Start(*store_, 1);
  states.push_back(GetJob(1));
  states.push_back(
      *store_->EndAttempt(FailureOf(first, v1::Failure::LOST, "gone"), /*requeue=*/true, At(2)));
  const v1::Lease second = Start(*store_, 1, At(3));
  states.push_back(GetJob(1));
  states.push_back(*store_->RequestCancel(1, At(4)));
  states.push_back(*store_->EndAttempt(Stopped(second), /*requeue=*/false, At(5)));

  const std::vector<v1::JobEvent> events = Events(1);
  ASSERT_THAT(events, SizeIs(states.size()));
  const int attempts[] = {0, 1, 1, 2, 2, 2};
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].sequence(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(FromProto(events[i].time()), At(static_cast<int>(i)));
    EXPECT_EQ(events[i].attempt(), attempts[i]);
    EXPECT_THAT(events[i].job(), EqualsProto(states[i]));
    EXPECT_EQ(events[i].last(), i + 1 == events.size());
  }
}

TEST_P(StoreContract, ReportedEventsReadBackWithTheirSequences) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::JobEvent timed = LogEvent("hello");
  *timed.mutable_time() = ToProto(At(7) + absl::Nanoseconds(123456789));
  timed.set_last(true);  // Not the worker's to say.
  const absl::StatusOr<AppendResult> result =
      store_->AppendEvents(Report(lease, 0,
                                  {MetricEvent("train_loss", 100, 1e-7), timed,
                                   ProgressEvent(v1::Progress::ENCODING, 0.25)}),
                           At(8));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 3);
  ASSERT_THAT(result->appended, SizeIs(3));

  const std::vector<v1::JobEvent> events = Events(1, /*after=*/2);
  ASSERT_THAT(events, SizeIs(3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(events[i], EqualsProto(result->appended[i]));
    EXPECT_EQ(events[i].sequence(), 3 + i);
    EXPECT_EQ(events[i].attempt(), 1);
    EXPECT_FALSE(events[i].last());
  }
  EXPECT_THAT(events[0].metric(), EqualsProto(MetricEvent("train_loss", 100, 1e-7).metric()));
  EXPECT_EQ(FromProto(events[0].time()), At(8));
  EXPECT_EQ(events[1].log().text(), "hello");
  EXPECT_EQ(FromProto(events[1].time()), At(7) + absl::Nanoseconds(123456789));
  EXPECT_EQ(events[2].progress().phase(), v1::Progress::ENCODING);
  EXPECT_EQ(GetJob(1).progress().fraction(), 0.25);
}

TEST_P(StoreContract, EventsAreReadPageByPage) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(2)),
              IsOk());
  const absl::StatusOr<std::vector<v1::JobEvent>> page = store_->EventsAfter(1, 1, /*limit=*/2);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(*page, SizeIs(2));
  EXPECT_EQ((*page)[0].sequence(), 2);
  EXPECT_EQ((*page)[1].log().text(), "a");
  EXPECT_THAT(*store_->EventsAfter(1, 4, /*limit=*/2), IsEmpty());
}

TEST_P(StoreContract, EventsThatAreStoredAlreadyAreSkippedByIndex) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(2)),
              IsOk());
  const size_t before = Events(1).size();

  absl::StatusOr<AppendResult> result =
      store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(3));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 2);
  EXPECT_THAT(result->appended, IsEmpty());
  EXPECT_THAT(Events(1), SizeIs(before));

  result = store_->AppendEvents(Report(lease, 1, {LogEvent("b"), LogEvent("c")}), At(3));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 3);
  ASSERT_THAT(result->appended, SizeIs(1));
  EXPECT_EQ(result->appended[0].log().text(), "c");
  EXPECT_EQ(Events(1).back().log().text(), "c");
  EXPECT_THAT(Events(1), SizeIs(before + 1));
}

TEST_P(StoreContract, ANewAttemptCountsItsEventsFromZero) {
  AddJob(*store_);
  const v1::Lease first = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(first, 0, {LogEvent("a")}), At(2)), IsOk());
  ASSERT_THAT(store_->EndAttempt(FailureOf(first, v1::Failure::LOST, "gone"), true, At(2)), IsOk());
  const v1::Lease second = Start(*store_, 1);
  EXPECT_EQ(store_->AppendEvents(Report(second, 0, {LogEvent("b")}), At(3))->stored, 1);
  EXPECT_EQ(Events(1).back().attempt(), 2);
}

TEST_P(StoreContract, EventsThatLeaveAGapAreRefusedWhole) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  const auto refused = IsStatus(absl::StatusCode::kInvalidArgument, "do not join the 0");
  EXPECT_THAT(store_->AppendEvents(Report(lease, 1, {LogEvent("b")}), At(2)), refused);
  EXPECT_THAT(store_->AppendEvents(Report(lease, -1, {LogEvent("b")}), At(2)), refused);
  EXPECT_EQ(store_->AppendEvents(Report(lease, 0, {}), At(2))->stored, 0);
}

TEST_P(StoreContract, AWorkerCannotReportAJobOrAGap) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::JobEvent job, gap;
  job.mutable_job()->set_state(v1::Job::SUCCEEDED);
  gap.mutable_gap();
  for (const v1::JobEvent& event : {job, gap, v1::JobEvent()}) {
    EXPECT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), event}), At(2)),
                IsStatus(absl::StatusCode::kInvalidArgument, "progress, metrics and log lines"));
  }
  EXPECT_THAT(Events(1), SizeIs(2));
}

TEST_P(StoreContract, DoublesAreKeptBitByBit) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values = {1e-7,
                                      0.1 + 0.2,
                                      1.0 / 3,
                                      3.0,
                                      0.0,
                                      Limits::min(),
                                      Limits::denorm_min(),
                                      Limits::max(),
                                      Limits::infinity(),
                                      -Limits::infinity()};
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  std::vector<v1::JobEvent> metrics;
  for (const double value : values) metrics.push_back(MetricEvent("test_loss", 1, value));
  metrics.push_back(MetricEvent("test_loss", 1, Limits::quiet_NaN()));
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, metrics), At(2)), IsOk());
  const std::vector<v1::JobEvent> events = Events(1, /*after=*/2);
  ASSERT_THAT(events, SizeIs(values.size() + 1));
  for (size_t i = 0; i < values.size(); ++i) {
    const double stored = events[i].metric().value();
    EXPECT_EQ(std::memcmp(&stored, &values[i], sizeof stored), 0) << values[i];
  }
  EXPECT_TRUE(std::isnan(events.back().metric().value()));
}

TEST_P(StoreContract, ArtifactsAreListedByNameAndReplacedByLaterOnes) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::Artifact artifact;
  artifact.set_file_name("model.safetensors");
  artifact.set_size_bytes(int64_t{1} << 40);
  artifact.set_sha256("aa");
  absl::StatusOr<v1::Artifact> model =
      store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact);
  ASSERT_THAT(model, IsOk());
  EXPECT_EQ(model->name(), "jobs/1/artifacts/model.safetensors");
  EXPECT_EQ(model->size_bytes(), int64_t{1} << 40);
  artifact.set_file_name("memory_image.plm");
  ASSERT_THAT(store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact), IsOk());
  artifact.set_sha256("bb");
  const absl::StatusOr<v1::Artifact> image =
      store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact);
  ASSERT_THAT(image, IsOk());

  EXPECT_THAT(*store_->ListArtifacts(1), ElementsAre(EqualsProto(*image), EqualsProto(*model)));
  EXPECT_THAT(*store_->GetArtifact(1, "memory_image.plm"), EqualsProto(*image));
  EXPECT_EQ(image->sha256(), "bb");
  EXPECT_THAT(store_->GetArtifact(1, "metrics.csv"),
              IsStatus(absl::StatusCode::kNotFound, "there is no jobs/1/artifacts/metrics.csv"));
  artifact.set_file_name("../palimpsest.db");
  EXPECT_THAT(store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact),
              IsStatus(absl::StatusCode::kInvalidArgument, "../palimpsest.db"));
}

}  // namespace
}  // namespace palimpsest
