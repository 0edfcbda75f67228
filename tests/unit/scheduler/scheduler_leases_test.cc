// Leases over time, and over restarts of the server.

#include "gmock/gmock.h"
#include "tests/unit/scheduler/scheduler_fixture.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

using SchedulerLeasesTest = SchedulerFixture;

TEST_F(SchedulerLeasesTest, ALeaseLastsAsLongAsItsHeartbeats) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  for (int beat = 0; beat < 5; ++beat) {
    Pass(options_.lease_timeout - absl::Seconds(1));
    ASSERT_TRUE(Beat(worker, lease).ok());
  }
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
  Pass(options_.lease_timeout + absl::Seconds(1));
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
  EXPECT_TRUE(absl::IsFailedPrecondition(Beat(worker, lease).status()));
  const v1::Job stored = *store_->GetJob(job);
  EXPECT_EQ(stored.attempts(0).failure().kind(), v1::Failure::LOST);
  EXPECT_THAT(stored.attempts(0).failure().message(), HasSubstr(worker));
  EXPECT_EQ(Lease(worker).attempt(), "jobs/1/attempts/2");
}

TEST_F(SchedulerLeasesTest, ASleepOfTheMachineOrAClockThatIsSetLosesNoLease) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  for (const absl::Duration step : {absl::Hours(9), -absl::Hours(20), absl::Hours(24 * 365)}) {
    clock_.StepWallClock(step);
    Pass(absl::Seconds(2));
    EXPECT_TRUE(Beat(worker, lease).ok());
    EXPECT_EQ(scheduler_->ListWorkers()[0].state(), v1::Worker::BUSY);
  }
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
}

TEST_F(SchedulerLeasesTest, AServerThatWasFrozenGivesWorkersTimeToBeHeardOf) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  // Stopped, swapped out, or held up by its disk: nobody could be heard meanwhile.
  clock_.Advance(absl::Hours(1));
  scheduler_->Tick();
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
  EXPECT_EQ(scheduler_->ListWorkers()[0].state(), v1::Worker::BUSY);
  Pass(options_.heartbeat_interval);
  EXPECT_TRUE(Beat(worker, lease).ok());
  // Who is not heard of then is lost.
  Pass(options_.lease_timeout + absl::Seconds(1));
  EXPECT_EQ(StateOf(job), v1::Job::QUEUED);
}

TEST_F(SchedulerLeasesTest, ACancelledJobWhoseWorkerIsLostIsCancelled) {
  const std::string worker = Register();
  const int64_t job = Submit();
  Lease(worker);
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  Pass(options_.lease_timeout + absl::Seconds(1));
  EXPECT_EQ(StateOf(job), v1::Job::CANCELLED);
}

TEST_F(SchedulerLeasesTest, ARestartKeepsTheQueueAndGivesRunningAttemptsTime) {
  const std::string worker = Register();
  const int64_t running = Submit();
  const v1::Lease lease = Lease(worker);
  const int64_t queued = Submit();
  Restart();
  EXPECT_TRUE(absl::IsNotFound(Beat(worker, lease).status()));
  RegisterAs(worker);
  EXPECT_TRUE(Beat(worker, lease).ok());
  EXPECT_EQ(Lease(Register()).attempt(), "jobs/2/attempts/1");
  Pass(options_.lease_timeout + absl::Seconds(1));
  EXPECT_EQ(StateOf(running), v1::Job::QUEUED);
  EXPECT_EQ(StateOf(queued), v1::Job::QUEUED);
}

TEST_F(SchedulerLeasesTest, NoRestartMakesOneWorkerTakeAnothersLease) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  // Of the server, of the worker (a new process has a new name), of both.
  Restart();
  const std::string successor = Register();
  EXPECT_TRUE(absl::IsFailedPrecondition(Beat(successor, lease).status()));
  RegisterAs(worker);
  ASSERT_TRUE(Beat(worker, lease).ok());
  EXPECT_THAT(scheduler_->ListWorkers(), SizeIs(2));
  Restart();
  const std::string latest = Register();
  EXPECT_TRUE(absl::IsFailedPrecondition(Beat(latest, lease).status()));
  EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
  EXPECT_EQ(store_->GetJob(job)->attempts(0).worker(), worker);
}

TEST_F(SchedulerLeasesTest, AfterARestartALostLeaseLeavesOtherWorkersAlone) {
  const std::string old_worker = Register();
  Submit();
  Lease(old_worker);
  Restart();
  const std::string worker = Register();
  Submit();
  const v1::Lease lease = Lease(worker);
  Pass(options_.lease_timeout - absl::Seconds(1));
  ASSERT_TRUE(Beat(worker, lease).ok());
  Pass(absl::Seconds(2));
  EXPECT_EQ(StateOf(1), v1::Job::QUEUED);
  EXPECT_EQ(scheduler_->ListWorkers()[0].attempt(), lease.attempt());
}

TEST_F(SchedulerLeasesTest, ARestartRemembersWhatWasCancelled) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  ASSERT_TRUE(scheduler_->Cancel(job).ok());
  Restart();
  RegisterAs(worker);
  EXPECT_TRUE(Beat(worker, lease)->cancel());
}

}  // namespace
}  // namespace palimpsest
