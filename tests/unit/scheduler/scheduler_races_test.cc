// What other threads may do between two steps of the scheduler's. Each race is made to happen: the
// clock, which the scheduler asks at known places, lets the other thread run just there.

#include <thread>

#include "absl/synchronization/notification.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/transaction.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/scheduler/scheduler_fixture.h"

namespace palimpsest {
namespace {

using SchedulerRacesTest = SchedulerFixture;

TEST_F(SchedulerRacesTest, AJobThatIsCancelledBeforeItsAttemptStartsDoesNotRun) {
  Answer& answer = NewAnswer();
  Ask(Register(), answer);
  const v1::Job created = Create();
  clock_.AtNextNow([this] { EXPECT_TRUE(scheduler_->Cancel(last_job_).ok()); });
  scheduler_->Enqueue(created);
  // The worker asks again.
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_FALSE((*answer)->has_lease());
  EXPECT_EQ(StateOf(last_job_), v1::Job::CANCELLED);
}

TEST_F(SchedulerRacesTest, AJobThatIsCancelledWhileItsLeaseIsOnTheWayTellsItsWorker) {
  const std::string worker = Register();
  Answer& answer = NewAnswer();
  Ask(worker, answer);
  const v1::Job created = Create();
  // The attempt is in the store, and the scheduler does not remember the lease yet.
  clock_.AtNextSteadyNow([this] { EXPECT_TRUE(scheduler_->Cancel(last_job_).ok()); });
  scheduler_->Enqueue(created);
  ASSERT_TRUE(answer.has_value() && answer->ok() && (*answer)->has_lease());
  EXPECT_EQ(StateOf(last_job_), v1::Job::CANCELLING);
  EXPECT_TRUE(Beat(worker, (*answer)->lease())->cancel());
}

TEST_F(SchedulerRacesTest, AServerThatStopsWhileALeaseIsGrantedGrantsNoOther) {
  Answer& first = NewAnswer();
  Ask(Register(), first);
  Answer& second = NewAnswer();
  Ask(Register(), second);
  Create();
  const v1::Job created = Create();
  clock_.AtNextSteadyNow([this] { scheduler_->Drain(); });
  scheduler_->Enqueue(created);
  scheduler_->Enqueue(*store_->GetJob(1));
  ASSERT_TRUE(first.has_value() && first->ok() && second.has_value() && second->ok());
  EXPECT_TRUE((*first)->has_lease());
  EXPECT_FALSE((*second)->has_lease());
  EXPECT_EQ(StateOf(1), v1::Job::QUEUED);
}

TEST_F(SchedulerRacesTest, AWorkerThatEndsItsAttemptAsItsLeaseExpiresIsHeard) {
  const std::string worker = Register();
  const int64_t job = Submit();
  const v1::Lease lease = Lease(worker);
  clock_.Advance(options_.lease_timeout / 4);
  scheduler_->Tick();
  Pass(options_.lease_timeout * 3 / 4 - absl::Seconds(1));
  clock_.Advance(absl::Seconds(2));
  // The lease has been found expired, and the end of it is about to be stored.
  clock_.AtNextNow([&] {
    v1::CompleteAttemptRequest done = End(lease);
    done.mutable_result()->set_final_accuracy(0.9);
    EXPECT_TRUE(scheduler_->CompleteAttempt(done).ok());
  });
  scheduler_->Tick();
  EXPECT_EQ(StateOf(job), v1::Job::SUCCEEDED);
  EXPECT_TRUE(scheduler_->ListWorkers()[0].attempt().empty());
}

TEST_F(SchedulerRacesTest, AHeartbeatIsAnsweredWhileTheDiskHoldsUpAGrant) {
  TemporaryDirectory folder;
  store_ = *Store::Open(folder.path() + "/test.db");
  Restart();
  const std::string worker = Register();
  Submit();
  const v1::Lease lease = Lease(worker);
  // Another program holds the database, so that the writer waits.
  const std::unique_ptr<SqliteConnection> other =
      *SqliteConnection::Open(folder.path() + "/test.db");
  auto held = SqliteTransaction::BeginWrite(*other);
  ASSERT_TRUE(held.ok()) << held.status();
  Answer& answer = NewAnswer();
  Ask(Register(), answer);
  v1::Job created = *store_->GetJob(1);
  created.set_name("jobs/2");
  created.set_state(v1::Job::QUEUED);
  absl::Notification grants;
  clock_.AtNextNow([&grants] { grants.Notify(); });
  std::thread granter([&] { scheduler_->Enqueue(created); });
  grants.WaitForNotification();
  EXPECT_TRUE(Beat(worker, lease).ok());
  EXPECT_EQ(scheduler_->ListWorkers().size(), 2u);
  ASSERT_TRUE(held->Commit().ok());
  granter.join();
  EXPECT_TRUE(answer.has_value());
  scheduler_.reset();
  store_.reset();
}

}  // namespace
}  // namespace palimpsest
