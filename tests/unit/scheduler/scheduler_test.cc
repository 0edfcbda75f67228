#include "server/scheduler/scheduler.h"

#include "gmock/gmock.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/scheduler/scheduler_fixture.h"
#include "tests/unit/store/file_size_limit.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

using SchedulerTest = SchedulerFixture;

TEST_F(SchedulerTest, AnUnknownWorkerIsToldToRegisterAgain) {
  Answer& answer = NewAnswer();
  Ask(WorkerName(9), answer);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(absl::IsNotFound(answer->status()));
  EXPECT_TRUE(absl::IsNotFound(Beat(WorkerName(9), v1::Lease()).status()));
}

TEST_F(SchedulerTest, AWaitEndsEmptyAtItsDeadline) {
  Answer& answer = NewAnswer();
  Ask(Register(), answer);
  Pass(absl::Seconds(29));
  EXPECT_FALSE(answer.has_value());
  Pass(absl::Seconds(2));
  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE((*answer)->has_lease());
}

TEST_F(SchedulerTest, AJobWaitsForAWorkerOfItsKind) {
  const int64_t job = Submit("cuda");
  const std::string cpu = Register("cpu");
  Answer& answer = NewAnswer();
  Ask(cpu, answer);
  // It would fail there.
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  EXPECT_EQ(*scheduler_->WaitingFor(job), "no worker of kind cuda is connected");
  EXPECT_EQ(Lease(Register("cuda")).attempt(), "jobs/1/attempts/1");
  EXPECT_FALSE(scheduler_->WaitingFor(job).has_value());
}

TEST_F(SchedulerTest, TellsWhatAQueuedJobWaitsFor) {
  const std::string worker = Register();
  Submit();
  Lease(worker);
  const int64_t second = Submit();
  const int64_t third = Submit();
  EXPECT_EQ(*scheduler_->WaitingFor(second), "the only cpu worker is busy");
  EXPECT_EQ(*scheduler_->WaitingFor(third), "1 job for cpu workers is before it");
  scheduler_->Drain();
  EXPECT_EQ(*scheduler_->WaitingFor(third), "the server is stopping; the job stays queued");
}

TEST_F(SchedulerTest, ACrashIsTriedThreeTimesThenFailsTheJob) {
  const std::string worker = Register();
  const int64_t job = Submit();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    ASSERT_TRUE(Fail(Lease(worker), v1::Failure::CRASHED).ok());
  }
  const v1::Job stored = *store_->GetJob(job);
  EXPECT_EQ(stored.state(), v1::Job::FAILED);
  EXPECT_EQ(stored.attempts_size(), 3);
  EXPECT_EQ(stored.failure().kind(), v1::Failure::CRASHED);
}

TEST_F(SchedulerTest, AnAttemptThatIsGivenBackCountsNowhereAndKeepsTheJobsPlace) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const int64_t later = Submit();
  for (int attempt = 1; attempt <= 20; ++attempt) {
    const v1::Lease lease = Lease(worker);
    EXPECT_EQ(lease.attempt(), absl::StrFormat("jobs/%d/attempts/%d", job, attempt));
    v1::CompleteAttemptRequest given_back = End(lease);
    given_back.mutable_given_back();
    ASSERT_TRUE(scheduler_->CompleteAttempt(given_back).ok());
  }
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  EXPECT_EQ(store_->GetJob(job)->attempts(19).state(), v1::Attempt::GIVEN_BACK);
  EXPECT_FALSE(store_->GetJob(job)->attempts(19).has_failure());
  EXPECT_EQ(store_->GetJob(later)->attempts_size(), 0);
  // Losses that came before and after are counted as ever.
  for (int loss = 1; loss <= 10; ++loss) {
    EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
    ASSERT_TRUE(Fail(Lease(worker), v1::Failure::LOST).ok());
  }
  EXPECT_EQ(StateOf(job), v1::Job::FAILED);
}

TEST_F(SchedulerTest, ACancelledJobThatIsGivenBackIsCancelled) {
  const std::string worker = Register();
  const int64_t job = Submit();
  v1::CompleteAttemptRequest given_back = End(Lease(worker));
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  given_back.mutable_given_back();
  ASSERT_TRUE(scheduler_->CompleteAttempt(given_back).ok());
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLED);
}

TEST_F(SchedulerTest, CausesOfFailureAreCountedApart) {
  const std::string worker = Register();
  const int64_t job = Submit();
  for (const v1::Failure::Kind kind :
       {v1::Failure::LOST, v1::Failure::LOST, v1::Failure::DEVICE_FAULT, v1::Failure::CRASHED,
        v1::Failure::DEVICE_FAULT, v1::Failure::CRASHED}) {
    ASSERT_TRUE(Fail(Lease(worker), kind).ok());
    EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  }
  ASSERT_TRUE(Fail(Lease(worker), v1::Failure::CRASHED).ok());
  EXPECT_EQ(StateOf(job), v1::Job::FAILED);
}

TEST_F(SchedulerTest, AWorkerThatWaitsGetsTheNextJob) {
  const std::string worker = Register();
  Answer& answer = NewAnswer();
  Ask(worker, answer);
  EXPECT_FALSE(answer.has_value());
  const int64_t job = Submit();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ((*answer)->lease().attempt(), "jobs/1/attempts/1");
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
}

TEST_F(SchedulerTest, AnAbandonedWaitTakesNoJob) {
  const std::string worker = Register();
  Answer& answer = NewAnswer();
  const int64_t wait = Ask(worker, answer);
  scheduler_->AbandonWait(wait);
  ASSERT_TRUE(answer.has_value());
  const int64_t job = Submit();
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
}

TEST_F(SchedulerTest, DrainEndsAllWaitsAndGrantsNothingLaterButHearsRunningAttemptsOut) {
  const std::string worker = Register();
  Submit();
  const v1::Lease lease = Lease(worker);
  Answer& before = NewAnswer();
  Ask(worker, before);
  scheduler_->Drain();
  ASSERT_TRUE(before.has_value());
  EXPECT_FALSE((*before)->has_lease());
  const int64_t job = Submit();
  Answer& after = NewAnswer();
  Ask(worker, after);
  ASSERT_TRUE(after.has_value());
  EXPECT_TRUE(absl::IsUnavailable(after->status())) << after->status();
  EXPECT_TRUE(Beat(worker, lease).ok());
  EXPECT_TRUE(Fail(lease, v1::Failure::LOST).ok());
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
}

TEST_F(SchedulerTest, FencingNumbersRiseWithEveryLease) {
  const std::string worker = Register();
  Submit();
  Submit();
  const v1::Lease first = Lease(worker);
  const v1::Lease second = Lease(worker);
  EXPECT_GT(second.fencing_number(), first.fencing_number());
}

TEST_F(SchedulerTest, ABadSpecFailsTheJobAtOnce) {
  const int64_t job = Submit();
  ASSERT_TRUE(Fail(Lease(Register()), v1::Failure::INVALID).ok());
  EXPECT_EQ(StateOf(job), v1::Job::FAILED);
}

TEST_F(SchedulerTest, CompletingTwiceIsHarmlessAndAStaleLeaseIsRefused) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  v1::CompleteAttemptRequest done = End(lease);
  done.mutable_result()->set_final_accuracy(0.9);
  ASSERT_TRUE(scheduler_->CompleteAttempt(done).ok());
  EXPECT_TRUE(scheduler_->CompleteAttempt(done).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Fail(lease, v1::Failure::CRASHED)));
  EXPECT_EQ(StateOf(job), v1::Job::SUCCEEDED);
}

TEST_F(SchedulerTest, ACancelledQueuedJobNeverRuns) {
  const int64_t job = Submit();
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLED);
  Answer& answer = NewAnswer();
  Ask(Register(), answer);
  EXPECT_FALSE(answer.has_value());
  EXPECT_TRUE(absl::IsFailedPrecondition(scheduler_->Cancel(job).status()));
  EXPECT_TRUE(absl::IsNotFound(scheduler_->Cancel(99).status()));
}

TEST_F(SchedulerTest, TheWorkerOfACancelledJobHearsOfItAtItsHeartbeat) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  EXPECT_FALSE(Beat(worker, lease)->cancel());
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLING);
  EXPECT_TRUE(Beat(worker, lease)->cancel());
  v1::CompleteAttemptRequest stopped = End(lease);
  stopped.mutable_cancelled();
  ASSERT_TRUE(scheduler_->CompleteAttempt(stopped).ok());
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLED);
}

TEST_F(SchedulerTest, AFullDiskMakesWorkersPauseAndJobsWait) {
  TemporaryDirectory folder;
  store_ = *Store::Open(folder.path() + "/test.db");
  Restart();
  const std::string worker = Register();
  const int64_t job = Submit();
  {
    const FileSizeLimit limit(4096);
    Answer& answer = NewAnswer();
    Ask(worker, answer);
    ASSERT_TRUE(answer.has_value());
    EXPECT_TRUE(absl::IsUnavailable(answer->status())) << answer->status();
    EXPECT_THAT(std::string(answer->status().message()), HasSubstr("cannot start jobs/1"));
  }
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  EXPECT_EQ(Lease(worker).attempt(), "jobs/1/attempts/1");
  // Before the folder goes.
  scheduler_.reset();
  store_.reset();
}

TEST_F(SchedulerTest, ReportedEventsAreCountedOnceAndWakeWatchers) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  int wakes = 0;
  const auto subscription = hub_.Subscribe(job, [&wakes] { ++wakes; });
  v1::ReportEventsRequest report;
  report.set_attempt(lease.attempt());
  report.set_fencing_number(lease.fencing_number());
  report.add_events()->mutable_log()->set_text("hello");
  EXPECT_EQ(scheduler_->ReportEvents(report)->stored(), 1);
  EXPECT_EQ(scheduler_->ReportEvents(report)->stored(), 1);
  EXPECT_GE(wakes, 1);
  report.set_fencing_number(lease.fencing_number() + 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(scheduler_->ReportEvents(report).status()));
}

TEST_F(SchedulerTest, ListWorkersShowsWhatEachRuns) {
  const std::string worker = Register();
  Submit();
  const v1::Lease lease = Lease(worker);
  ASSERT_EQ(scheduler_->ListWorkers().size(), 1u);
  EXPECT_EQ(scheduler_->ListWorkers()[0].attempt(), lease.attempt());
  ASSERT_TRUE(Fail(lease, v1::Failure::INVALID).ok());
  EXPECT_EQ(scheduler_->ListWorkers()[0].state(), v1::Worker::IDLE);
}

}  // namespace
}  // namespace palimpsest
