#include "server/worker/worker.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/job/resource_names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/support/fake_workers_server.h"
#include "tests/support/processes.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

class WorkerTest : public ::testing::Test {
 protected:
  WorkerTest() {
    options_.server_address = server_.address();
    options_.engine.program = PALIMPSEST_FAKE_ENGINE;
    options_.engine.stop_grace = absl::Milliseconds(200);
    options_.attempt.work_dir = absl::StrCat(folder_.path(), "/work");
    options_.attempt.cache_dir = absl::StrCat(folder_.path(), "/cache");
    options_.attempt.cancel_grace = absl::Milliseconds(50);
    options_.backoff = {absl::Milliseconds(5), absl::Milliseconds(50)};
    options_.attempt.backoff = options_.backoff;
    options_.attempt.events.interval = absl::Milliseconds(5);
    options_.attempt.events.backoff = options_.backoff;
  }
  ~WorkerTest() override { Stop(Worker::StopReason::kAsked); }

  void Start() {
    worker_ = std::make_unique<Worker>(options_);
    thread_ = std::thread([this] { status_ = worker_->Run(); });
  }

  void Stop(Worker::StopReason reason) {
    if (!thread_.joinable()) return;
    worker_->Stop(reason);
    thread_.join();
    EXPECT_TRUE(status_.ok()) << status_;
  }

  void WaitForEvent(const std::string& attempt) {
    EXPECT_TRUE(server_.WaitUntil(
        attempt, [](const FakeWorkersServer::Attempt& state) { return !state.events.empty(); }));
  }

  std::string FirstLogLine(const std::string& attempt) {
    for (const v1::JobEvent& event : server_.attempt(attempt).events) {
      if (event.has_log()) return event.log().text();
    }
    return "";
  }

  const TemporaryDirectory folder_;
  FakeWorkersServer server_;
  WorkerOptions options_;
  std::unique_ptr<Worker> worker_;
  std::thread thread_;
  absl::Status status_;
};

TEST_F(WorkerTest, RegistersWithWhatItIs) {
  Start();
  ASSERT_TRUE(server_.WaitForRegistrations(1));
  const v1::RegisterWorkerRequest registration = server_.registrations()[0];
  EXPECT_TRUE(ParseWorkerName(registration.worker()).ok()) << registration.worker();
  EXPECT_EQ(registration.pid(), getpid());
  EXPECT_EQ(registration.slot_kind(), "cpu");
  EXPECT_EQ(registration.libtorch_version(), "fake");
  EXPECT_FALSE(registration.host().empty());
  EXPECT_FALSE(registration.build_id().empty());
}

TEST_F(WorkerTest, RunsOneJobAfterTheOther) {
  const std::string first = server_.Enqueue("succeed");
  const std::string second = server_.Enqueue("crash");
  const std::string third = server_.Enqueue("succeed");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(third));
  EXPECT_TRUE(server_.attempt(first).outcome->has_result());
  EXPECT_EQ(server_.attempt(second).outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_TRUE(server_.attempt(third).outcome->has_result());
}

TEST_F(WorkerTest, ACancelReachesTheRunThroughTheHeartbeat) {
  const std::string attempt = server_.Enqueue("hang");
  Start();
  WaitForEvent(attempt);
  server_.Cancel(attempt);
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_TRUE(server_.attempt(attempt).outcome->has_cancelled());
}

TEST_F(WorkerTest, ALostLeaseFreesTheWorkerForTheNextJob) {
  const std::string lost = server_.Enqueue("hang");
  Start();
  WaitForEvent(lost);
  server_.TakeAway(lost);
  const std::string next = server_.Enqueue("succeed");
  ASSERT_TRUE(server_.WaitForOutcome(next));
  EXPECT_FALSE(server_.attempt(lost).outcome.has_value());
}

TEST_F(WorkerTest, DialsAServerThatIsNotThereYet) {
  server_.Stop();
  Start();
  server_.Start();
  EXPECT_TRUE(server_.WaitForRegistrations(1));
}

TEST_F(WorkerTest, FinishesItsJobAcrossARestartOfTheServer) {
  const std::string attempt = server_.Enqueue("metrics=2000");
  Start();
  WaitForEvent(attempt);
  server_.Stop();
  server_.Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_TRUE(server_.attempt(attempt).outcome->has_result());
}

TEST_F(WorkerTest, RegistersAgainWhenTheServerHasForgottenIt) {
  Start();
  ASSERT_TRUE(server_.WaitForCalls("AcquireLease", 1));
  server_.ForgetWorkers();
  ASSERT_TRUE(server_.WaitForRegistrations(2));
  EXPECT_EQ(server_.registrations()[1].worker(), server_.registrations()[0].worker());
  const std::string attempt = server_.Enqueue("succeed");
  EXPECT_TRUE(server_.WaitForOutcome(attempt));
}

TEST_F(WorkerTest, KeepsItsJobWhenAServerStartedAnewHasForgottenIt) {
  const std::string attempt = server_.Enqueue("hang");
  Start();
  WaitForEvent(attempt);
  server_.Stop();
  server_.ForgetWorkers();
  server_.Start();
  ASSERT_TRUE(server_.WaitForRegistrations(2));
  server_.Cancel(attempt);
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_TRUE(server_.attempt(attempt).outcome->has_cancelled());
}

TEST_F(WorkerTest, AsksAgainWhenThereIsNoJob) {
  options_.lease_wait = absl::Seconds(1);
  Start();
  EXPECT_TRUE(server_.WaitForCalls("AcquireLease", 3));
}

TEST_F(WorkerTest, ReplacesAnEngineThatDiesWhileItIsIdle) {
  options_.lease_wait = absl::Seconds(1);
  Start();
  ASSERT_TRUE(server_.WaitForCalls("AcquireLease", 1));
  const std::vector<pid_t> before = ChildrenOf(getpid());
  ASSERT_EQ(before.size(), 1u);
  ASSERT_EQ(kill(before[0], SIGKILL), 0);
  // The one after next is made with the engine that the worker then has.
  ASSERT_TRUE(server_.WaitForCalls("AcquireLease", server_.calls("AcquireLease") + 2));
  const std::vector<pid_t> after = ChildrenOf(getpid());
  ASSERT_EQ(after.size(), 1u);
  EXPECT_NE(after[0], before[0]);
}

TEST_F(WorkerTest, GivesItsJobBackWhenItIsAskedToStop) {
  const std::string attempt = server_.Enqueue("ignore-cancel");
  Start();
  WaitForEvent(attempt);
  Stop(Worker::StopReason::kAsked);
  const auto outcome = server_.attempt(attempt).outcome;
  ASSERT_TRUE(outcome.has_value());
  EXPECT_TRUE(outcome->has_given_back());
}

TEST_F(WorkerTest, SaysNothingWhenTheServerIsGone) {
  const std::string attempt = server_.Enqueue("hang");
  Start();
  WaitForEvent(attempt);
  Stop(Worker::StopReason::kServerGone);
  EXPECT_EQ(server_.calls("CompleteAttempt"), 0);
}

TEST_F(WorkerTest, EndsItsEngineWhenItStops) {
  const std::string attempt = server_.Enqueue("succeed");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  Stop(Worker::StopReason::kAsked);
  worker_.reset();
  // No child is left: not even one that waits to be reaped.
  EXPECT_EQ(waitpid(-1, /*wstatus=*/nullptr, WNOHANG), -1);
}

TEST_F(WorkerTest, StopsWhileItWaitsForAServer) {
  server_.Stop();
  options_.backoff = {absl::Hours(1), absl::Hours(1)};
  Start();
  Stop(Worker::StopReason::kAsked);
  server_.Start();
}

TEST_F(WorkerTest, AServerThatRefusesItIsAnError) {
  server_.Fail("RegisterWorker", grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no such slot"),
               /*times=*/1);
  const absl::Status status = Worker(options_).Run();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no such slot"));
}

TEST_F(WorkerTest, AnEngineThatDoesNotStartIsAnError) {
  options_.engine.program = "/no/such/engine";
  EXPECT_THAT(std::string(Worker(options_).Run().message()), HasSubstr("/no/such/engine"));
}

TEST_F(WorkerTest, EveryWorkerHasANameOfItsOwn) {
  Start();
  ASSERT_TRUE(server_.WaitForRegistrations(1));
  Stop(Worker::StopReason::kAsked);
  Start();
  ASSERT_TRUE(server_.WaitForRegistrations(2));
  EXPECT_NE(server_.registrations()[1].worker(), server_.registrations()[0].worker());
}

TEST_F(WorkerTest, ASlotThatItsEngineLacksIsAnErrorBeforeItRegisters) {
  // To the fake engine an empty list of devices is a machine without a GPU.
  options_.slot.kind = "cuda";
  options_.engine.environment["CUDA_VISIBLE_DEVICES"] = "";
  const absl::Status status = Worker(options_).Run();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("the slot cuda cannot be had: the engine " PALIMPSEST_FAKE_ENGINE
                        " finds only cpu here"));
  EXPECT_EQ(server_.calls("RegisterWorker"), 0);
}

TEST_F(WorkerTest, AGpuSlotSeesItsOwnDeviceOnly) {
  options_.slot = {"cuda", "GPU-8f6e0a2c"};
  const std::string attempt = server_.Enqueue("environment=CUDA_VISIBLE_DEVICES");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_EQ(server_.registrations()[0].slot_kind(), "cuda");
  EXPECT_EQ(FirstLogLine(attempt), "CUDA_VISIBLE_DEVICES=GPU-8f6e0a2c");
}

TEST_F(WorkerTest, ACpuSlotSeesNoGpu) {
  options_.engine.environment["CUDA_VISIBLE_DEVICES"] = "0,1";
  const std::string attempt = server_.Enqueue("environment=CUDA_VISIBLE_DEVICES");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_EQ(FirstLogLine(attempt), "CUDA_VISIBLE_DEVICES=");
}

TEST_F(WorkerTest, ItsEnginesThreadsSleepWhileTheyWait) {
  const std::string attempt = server_.Enqueue("environment=OMP_WAIT_POLICY");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_EQ(FirstLogLine(attempt), "OMP_WAIT_POLICY=PASSIVE");
}

TEST_F(WorkerTest, HowItsEnginesThreadsWaitCanBeSaid) {
  options_.engine.environment["OMP_WAIT_POLICY"] = "ACTIVE";
  const std::string attempt = server_.Enqueue("environment=OMP_WAIT_POLICY");
  Start();
  ASSERT_TRUE(server_.WaitForOutcome(attempt));
  EXPECT_EQ(FirstLogLine(attempt), "OMP_WAIT_POLICY=ACTIVE");
}

TEST_F(WorkerTest, RemovesWhatAKilledWorkerLeft) {
  const std::string leftover = absl::StrCat(options_.attempt.work_dir, "/jobs-7-attempts-1");
  ASSERT_TRUE(CreateDirectories(leftover).ok());
  Start();
  ASSERT_TRUE(server_.WaitForRegistrations(1));
  EXPECT_FALSE(std::filesystem::exists(leftover));
}

}  // namespace
}  // namespace palimpsest
