#include "server/scheduler/scheduler.h"

#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/types/optional.h"
#include "common/job/spec_defaults.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/store/file_size_limit.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

class FakeClock final : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1700000000);
};

// What came back for a wait; empty while it lasts.
using Answer = absl::optional<absl::StatusOr<v1::AcquireLeaseResponse>>;

class SchedulerTest : public ::testing::Test {
 protected:
  SchedulerTest() { Restart(); }

  // A new scheduler on the same store, as after a restart of the server.
  void Restart() {
    scheduler_ = std::make_unique<Scheduler>(*store_, clock_, hub_, options_);
    ASSERT_TRUE(scheduler_->Recover().ok());
  }

  int64_t Submit(const std::string& device = "cpu") {
    NewJob job;
    job.spec.mutable_model()->set_name("lenet5");
    job.spec.mutable_dataset()->set_name("fashion-mnist");
    job.spec.set_device(device);
    FillDefaults(job.spec);
    job.user = "ada";
    const absl::StatusOr<v1::Job> created = store_->CreateJob(job, clock_.now);
    EXPECT_TRUE(created.ok()) << created.status();
    scheduler_->Enqueue(*created);
    return ++last_job_;
  }

  std::string Register(const std::string& slot_kind = "cpu") {
    v1::RegisterWorkerRequest request;
    request.set_host("lab7");
    request.set_pid(++last_pid_);
    request.set_slot_kind(slot_kind);
    return scheduler_->RegisterWorker(request).worker();
  }

  // Lives longer than the scheduler, which answers at its end who still waits.
  Answer& NewAnswer() { return answers_.emplace_back(); }

  int64_t Ask(const std::string& worker, Answer& answer) {
    return scheduler_->AcquireLease(worker, clock_.now + absl::Seconds(30),
                                    [&answer](absl::StatusOr<v1::AcquireLeaseResponse> response) {
                                      EXPECT_FALSE(answer.has_value()) << "answered twice";
                                      answer = std::move(response);
                                    });
  }

  // Asks, and must get a lease at once.
  v1::Lease Lease(const std::string& worker) {
    Answer& answer = NewAnswer();
    Ask(worker, answer);
    EXPECT_TRUE(answer.has_value() && answer->ok() && (*answer)->has_lease());
    return (*answer)->lease();
  }

  absl::StatusOr<v1::HeartbeatResponse> Beat(const std::string& worker, const v1::Lease& lease) {
    v1::HeartbeatRequest request;
    request.set_worker(worker);
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return scheduler_->Heartbeat(request);
  }

  v1::CompleteAttemptRequest End(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request;
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return request;
  }

  absl::Status Fail(const v1::Lease& lease, v1::Failure::Kind kind) {
    v1::CompleteAttemptRequest request = End(lease);
    request.mutable_failure()->set_kind(kind);
    request.mutable_failure()->set_message("it failed");
    return scheduler_->CompleteAttempt(request);
  }

  v1::Job::State StateOf(int64_t job) { return store_->GetJob(job)->state(); }

  FakeClock clock_;
  EventHub hub_;
  SchedulerOptions options_;
  std::unique_ptr<Store> store_ = *Store::Open(":memory:");
  std::deque<Answer> answers_;
  std::unique_ptr<Scheduler> scheduler_;
  int64_t last_job_ = 0;
  int64_t last_pid_ = 0;
};

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

TEST_F(SchedulerTest, AWaitEndsEmptyAtItsDeadline) {
  Answer& answer = NewAnswer();
  Ask(Register(), answer);
  clock_.now += absl::Seconds(29);
  scheduler_->Tick();
  EXPECT_FALSE(answer.has_value());
  clock_.now += absl::Seconds(2);
  scheduler_->Tick();
  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE((*answer)->has_lease());
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

TEST_F(SchedulerTest, AnUnknownWorkerIsToldToRegisterAgain) {
  Answer& answer = NewAnswer();
  Ask("workers/9", answer);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(absl::IsNotFound(answer->status()));
  EXPECT_TRUE(absl::IsNotFound(Beat("workers/9", v1::Lease()).status()));
}

TEST_F(SchedulerTest, FencingNumbersRiseWithEveryLease) {
  const std::string worker = Register();
  Submit();
  Submit();
  const v1::Lease first = Lease(worker);
  const v1::Lease second = Lease(worker);
  EXPECT_GT(second.fencing_number(), first.fencing_number());
}

TEST_F(SchedulerTest, AJobForAKindOfDeviceWaitsForSuchAWorkerIfOneIsAlive) {
  const std::string cuda = Register("cuda");
  const std::string cpu = Register("cpu");
  const int64_t job = Submit("cuda");
  Answer& answer = NewAnswer();
  Ask(cpu, answer);
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(Lease(cuda).attempt(), "jobs/1/attempts/1");
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
}

TEST_F(SchedulerTest, WithoutSuchAWorkerTheJobGoesToTheOneThatAsks) {
  Submit("cuda");
  EXPECT_EQ(Lease(Register("cpu")).spec().device(), "cuda");
}

TEST_F(SchedulerTest, ALeaseLastsAsLongAsItsHeartbeats) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  for (int beat = 0; beat < 5; ++beat) {
    clock_.now += options_.lease_timeout - absl::Seconds(1);
    ASSERT_TRUE(Beat(worker, lease).ok());
    scheduler_->Tick();
  }
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
  clock_.now += options_.lease_timeout + absl::Seconds(1);
  scheduler_->Tick();
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  EXPECT_TRUE(absl::IsFailedPrecondition(Beat(worker, lease).status()));
  const v1::Job stored = *store_->GetJob(job);
  EXPECT_EQ(stored.attempts(0).failure().kind(), v1::Failure::LOST);
  EXPECT_THAT(stored.attempts(0).failure().message(), HasSubstr(worker));
  EXPECT_EQ(Lease(worker).attempt(), "jobs/1/attempts/2");
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

TEST_F(SchedulerTest, ACancelledJobWhoseWorkerIsLostIsCancelled) {
  const std::string worker = Register();
  const int64_t job = Submit();
  Lease(worker);
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  clock_.now += options_.lease_timeout + absl::Seconds(1);
  scheduler_->Tick();
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLED);
}

TEST_F(SchedulerTest, ACancelThatMeetsAGrantReachesTheWorker) {
  const std::string worker = Register();
  int met = 0;
  for (int round = 0; round < 500; ++round) {
    Answer& answer = NewAnswer();
    const int64_t wait = Ask(worker, answer);
    NewJob job;
    job.spec.set_device("cpu");
    const v1::Job created = *store_->CreateJob(job, clock_.now);
    ++last_job_;
    std::thread granter([&] { scheduler_->Enqueue(created); });
    const absl::Status cancelled = scheduler_->Cancel(last_job_).status();
    granter.join();
    ASSERT_TRUE(cancelled.ok()) << cancelled;
    scheduler_->AbandonWait(wait);
    ASSERT_TRUE(answer.has_value() && answer->ok());
    if (!(*answer)->has_lease()) continue;  // cancelled before it was granted
    ++met;
    const v1::Lease& lease = (*answer)->lease();
    ASSERT_TRUE(Beat(worker, lease)->cancel()) << "round " << round;
    v1::CompleteAttemptRequest stopped = End(lease);
    stopped.mutable_cancelled();
    ASSERT_TRUE(scheduler_->CompleteAttempt(stopped).ok());
  }
  RecordProperty("grants_that_met_a_cancel", met);
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

TEST_F(SchedulerTest, ARestartKeepsTheQueueAndGivesRunningAttemptsTime) {
  const std::string worker = Register();
  const int64_t running = Submit();
  const v1::Lease lease = Lease(worker);
  const int64_t queued = Submit();
  Restart();
  const std::string again = Register();
  EXPECT_TRUE(Beat(again, lease).ok());
  EXPECT_EQ(Lease(again).attempt(), "jobs/2/attempts/1");
  clock_.now += options_.lease_timeout + absl::Seconds(1);
  scheduler_->Tick();
  EXPECT_EQ(StateOf(running), v1::Job::QUEUED);
  EXPECT_EQ(StateOf(queued), v1::Job::QUEUED);
}

TEST_F(SchedulerTest, AfterARestartALostLeaseLeavesTheNewWorkerOfThatNameAlone) {
  Submit();
  Lease(Register());
  Restart();
  const std::string worker = Register();
  Submit();
  const v1::Lease lease = Lease(worker);
  clock_.now += options_.lease_timeout - absl::Seconds(1);
  ASSERT_TRUE(Beat(worker, lease).ok());
  clock_.now += absl::Seconds(2);
  scheduler_->Tick();
  EXPECT_EQ(StateOf(1), v1::Job::QUEUED);
  EXPECT_EQ(scheduler_->ListWorkers()[0].attempt(), lease.attempt());
}

TEST_F(SchedulerTest, ARestartRemembersWhatWasCancelled) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  Restart();
  EXPECT_TRUE(Beat(Register(), lease)->cancel());
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
