// What happens to jobs when a process of the service dies, with an engine that computes nothing.

#include <signal.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/integrity.h"
#include "server/store/sqlite/connection.h"
#include "test_paths.h"
#include "tests/integration/fake_engine_fixture.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class RecoveryTest : public FakeEngineFixture {
 protected:
  void ExpectSecondAttemptSucceeded(const v1::Job& job, v1::Failure::Kind first_failure) {
    EXPECT_EQ(job.state(), v1::Job::SUCCEEDED) << job.ShortDebugString();
    ASSERT_EQ(job.attempts_size(), 2) << job.ShortDebugString();
    EXPECT_EQ(job.attempts(0).state(), v1::Attempt::FAILED);
    EXPECT_EQ(job.attempts(0).failure().kind(), first_failure) << job.ShortDebugString();
    EXPECT_EQ(job.attempts(1).state(), v1::Attempt::SUCCEEDED);
  }

  void ExpectSoundDatabase() {
    auto connection = SqliteConnection::Open(options_.data_dir + "/palimpsest.db");
    ASSERT_TRUE(connection.ok()) << connection.status();
    const absl::Status status = CheckIntegrity(**connection);
    EXPECT_TRUE(status.ok()) << status;
  }
};

TEST_F(RecoveryTest, AJobGoesThroughWithItsEventsAndArtifacts) {
  StartServer();
  const std::string name = Create("metrics=200");
  const v1::Job job = jobs_->WaitForEnd(name);
  EXPECT_EQ(job.state(), v1::Job::SUCCEEDED) << job.ShortDebugString();
  EXPECT_EQ(job.result().final_accuracy(), 0.9110);
  EXPECT_EQ(job.attempts_size(), 1);
  EXPECT_THAT(jobs_->Artifacts(name),
              UnorderedElementsAre(Pair("memory_image.plm", std::string(1000, 'm')),
                                   Pair("metrics.csv", "name,phase,step,value\n")));
  int64_t metrics = 0;
  for (const v1::JobEvent& event : jobs_->Events(name)) {
    if (!event.has_metric()) continue;
    EXPECT_EQ(event.metric().step(), ++metrics);
  }
  EXPECT_EQ(metrics, 200);
}

TEST_F(RecoveryTest, ACancelInMidRunEndsTheJobAndFreesTheWorker) {
  StartServer();
  const std::string name = Create("hang");
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  jobs_->Cancel(name);
  const v1::Job job = jobs_->WaitForEnd(name);
  EXPECT_EQ(job.state(), v1::Job::CANCELLED);
  ASSERT_EQ(job.attempts_size(), 1);
  EXPECT_EQ(job.attempts(0).state(), v1::Attempt::CANCELLED);
  EXPECT_EQ(jobs_->WaitForEnd(Create("succeed")).state(), v1::Job::SUCCEEDED);
}

TEST_F(RecoveryTest, AFailureOfTheEngineIsTheJobs) {
  StartServer();
  const v1::Job job = jobs_->WaitForEnd(Create("fail=INVALID"));
  EXPECT_EQ(job.state(), v1::Job::FAILED);
  EXPECT_EQ(job.failure().kind(), v1::Failure::INVALID);
  EXPECT_EQ(job.failure().message(), "a failure, as ordered");
}

TEST_F(RecoveryTest, AfterAKillOfTheEngineTheSecondAttemptSucceeds) {
  StartServer();
  const std::string name = Create("hang-once");
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  ASSERT_EQ(kill(BusyEnginePid(), SIGKILL), 0);
  const v1::Job job = jobs_->WaitForEnd(name);
  ExpectSecondAttemptSucceeded(job, v1::Failure::CRASHED);
  EXPECT_THAT(job.attempts(0).failure().message(), HasSubstr("was killed by signal 9"));
}

TEST_F(RecoveryTest, AJobThatCrashesEveryEngineFailsAfterThreeAttempts) {
  StartServer();
  const v1::Job job = jobs_->WaitForEnd(Create("crash"));
  EXPECT_EQ(job.state(), v1::Job::FAILED);
  EXPECT_EQ(job.failure().kind(), v1::Failure::CRASHED);
  EXPECT_EQ(job.attempts_size(), 3);
}

TEST_F(RecoveryTest, AfterAKillOfTheWorkerTheJobFinishesOnAnother) {
  StartServer();
  const std::string name = Create("hang-once");
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  const pid_t engine = BusyEnginePid();
  ASSERT_EQ(kill(jobs_->BusyWorkerPid(), SIGKILL), 0);
  EXPECT_TRUE(WaitForEnd(engine, absl::Seconds(20))) << "the engine outlives its worker";
  ExpectSecondAttemptSucceeded(jobs_->WaitForEnd(name), v1::Failure::LOST);
}

TEST_F(RecoveryTest, AfterAKillOfTheServerNothingRunsOnAndNothingIsLost) {
  StartServer();
  const std::string done = Create("succeed");
  jobs_->WaitForEnd(done);
  const std::string running = Create("hang-once");
  jobs_->WaitForMidRun(running, /*attempt=*/1);
  const std::string queued = Create("succeed");
  KillServer();
  ExpectSoundDatabase();

  StartServer();
  EXPECT_EQ(jobs_->Get(done).state(), v1::Job::SUCCEEDED);
  EXPECT_EQ(jobs_->Artifacts(done).size(), 2u);
  ExpectSecondAttemptSucceeded(jobs_->WaitForEnd(running), v1::Failure::LOST);
  EXPECT_EQ(jobs_->WaitForEnd(queued).attempts_size(), 1);
  server_.reset();
  ExpectSoundDatabase();
}

TEST_F(RecoveryTest, ACleanStopGivesTheJobBackToTheQueueAtOnce) {
  StartServer();
  const std::string name = Create("hang-once");
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  // Long enough that the lease cannot be what ends the attempt.
  options_.lease_timeout = absl::Hours(1);
  EXPECT_TRUE(server_->Stop(SIGTERM).succeeded());
  StartServer();
  const v1::Job job = jobs_->WaitForEnd(name);
  EXPECT_EQ(job.state(), v1::Job::SUCCEEDED);
  ASSERT_EQ(job.attempts_size(), 2);
  // That is nobody's failure.
  EXPECT_EQ(job.attempts(0).state(), v1::Attempt::GIVEN_BACK);
  EXPECT_FALSE(job.attempts(0).has_failure());
}

TEST_F(RecoveryTest, AWorkerStartedByHandKeepsItsJobThroughAKillOfTheServer) {
  options_.workers = "";
  StartServer();
  ChildProcessOptions worker_options;
  worker_options.program = PALIMPSEST_BIN "/palimpsest-worker";
  worker_options.arguments = {
      "--server",    server_->address(),        "--work-dir", folder_.path() + "/work",
      "--cache-dir", folder_.path() + "/cache", "--engine",   PALIMPSEST_FAKE_ENGINE};
  const auto worker = ChildProcess::Start(worker_options);
  ASSERT_TRUE(worker.ok()) << worker.status();
  const std::string name = Create("hang");
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  server_->Stop(SIGKILL);
  options_.listen = server_->address();
  // The worker needs a moment to find the server again.
  options_.lease_timeout = absl::Seconds(20);
  StartServer();
  jobs_->Cancel(name);
  const v1::Job job = jobs_->WaitForEnd(name);
  EXPECT_EQ(job.state(), v1::Job::CANCELLED);
  ASSERT_EQ(job.attempts_size(), 1);
  EXPECT_EQ(job.attempts(0).state(), v1::Attempt::CANCELLED);
  EXPECT_TRUE((*worker)->Terminate(absl::Seconds(20)).succeeded());
}

}  // namespace
}  // namespace palimpsest
