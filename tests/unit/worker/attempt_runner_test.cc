#include "server/worker/attempt_runner.h"

#include <signal.h>

#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/worker/failures.h"
#include "test_paths.h"
#include "tests/support/fake_workers_server.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class AttemptRunnerTest : public ::testing::Test {
 protected:
  AttemptRunnerTest()
      : client_(MakeWorkerChannel(server_.address())),
        engine_(EngineOptionsOf(PALIMPSEST_FAKE_ENGINE), /*jobs_per_engine=*/10) {
    options_.work_dir = absl::StrCat(folder_.path(), "/work");
    options_.cache_dir = absl::StrCat(folder_.path(), "/cache");
    options_.cancel_grace = absl::Milliseconds(50);
    options_.backoff = {absl::Milliseconds(5), absl::Milliseconds(20)};
    options_.events.interval = absl::Milliseconds(5);
    options_.events.backoff = options_.backoff;
  }

  static EngineOptions EngineOptionsOf(const std::string& program) {
    EngineOptions options;
    options.program = program;
    options.stop_grace = absl::Milliseconds(200);
    return options;
  }

  void Enqueue(const std::string& behaviour, int attempt_number = 1) {
    attempt_ = server_.Enqueue(behaviour, attempt_number);
    v1::AcquireLeaseRequest request;
    request.set_worker("workers/1");
    lease_ = client_.AcquireLease(request, absl::Seconds(10))->lease();
  }

  FakeWorkersServer::Attempt Run(const std::string& behaviour, int attempt_number = 1) {
    Enqueue(behaviour, attempt_number);
    return RunLease();
  }

  FakeWorkersServer::Attempt RunLease() {
    AttemptRunner(options_, client_, engine_).Run(lease_, control_);
    EXPECT_TRUE(std::filesystem::is_empty(options_.work_dir));
    return server_.attempt(attempt_);
  }

  // Waits for an event of the attempt that goes on: it is in mid-run.
  void WaitForEvent() {
    EXPECT_TRUE(server_.WaitUntil(attempt_, [](const FakeWorkersServer::Attempt& attempt) {
      return !attempt.events.empty();
    }));
  }

  // A user's, that a heartbeat has brought.
  void Cancel() {
    server_.Cancel(attempt_);
    control_.RequestCancel();
  }

  pid_t EnginePid() {
    const auto engine = engine_.Get(control_.wake_up());
    EXPECT_TRUE(engine.ok()) << engine.status();
    return (*engine)->pid();
  }

  const TemporaryDirectory folder_;
  FakeWorkersServer server_;
  WorkersClient client_;
  WarmEngine engine_;
  AttemptOptions options_;
  AttemptControl control_;
  std::string attempt_;
  v1::Lease lease_;
};

TEST_F(AttemptRunnerTest, AResultIsStoredWithItsEventsAndArtifacts) {
  const auto attempt = Run("succeed");
  ASSERT_TRUE(attempt.outcome.has_value());
  EXPECT_EQ(attempt.outcome->result().final_accuracy(), 0.9110);
  EXPECT_EQ(attempt.artifacts.at("memory_image.plm"), std::string(1000, 'm'));
  EXPECT_EQ(attempt.artifacts.count("metrics.csv"), 1u);
  EXPECT_EQ(attempt.events.back().progress().fraction(), 1);
}

TEST_F(AttemptRunnerTest, TheEngineStaysForTheNextJob) {
  Run("succeed");
  const pid_t pid = EnginePid();
  Run("fail=INVALID");
  EXPECT_EQ(EnginePid(), pid);
}

TEST_F(AttemptRunnerTest, AllMetricsOfALongRunAreStored) {
  const auto attempt = Run("metrics=5000");
  int64_t metrics = 0;
  for (const v1::JobEvent& event : attempt.events) {
    if (!event.has_metric()) continue;
    EXPECT_EQ(event.metric().step(), ++metrics);
  }
  EXPECT_EQ(metrics, 5000);
}

TEST_F(AttemptRunnerTest, TheEnginesOwnFailureIsPassedOn) {
  const auto attempt = Run("fail=INVALID");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::INVALID);
  EXPECT_EQ(attempt.outcome->failure().message(), "a failure, as ordered");
  EXPECT_THAT(attempt.artifacts, IsEmpty());
}

TEST_F(AttemptRunnerTest, AnEngineThatCrashesIsReplaced) {
  const pid_t pid = EnginePid();
  const auto crashed = Run("crash-once");
  EXPECT_EQ(crashed.outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_THAT(crashed.outcome->failure().message(), StartsWith("the engine "));
  EXPECT_FALSE(crashed.events.empty());
  EXPECT_TRUE(Run("crash-once", /*attempt_number=*/2).outcome->has_result());
  EXPECT_NE(EnginePid(), pid);
}

TEST_F(AttemptRunnerTest, AnEngineThatMayBeUnsoundRunsNoOtherJob) {
  for (const char* behaviour :
       {"fail=INTERNAL", "fail=OUT_OF_MEMORY", "fail=DEVICE_FAULT", "bad-outcome"}) {
    const pid_t pid = EnginePid();
    EXPECT_TRUE(Run(behaviour).outcome->has_failure()) << behaviour;
    EXPECT_NE(EnginePid(), pid) << behaviour;
  }
  for (const char* behaviour : {"fail=INVALID", "fail=NUMERIC", "fail=NO_SPACE"}) {
    const pid_t pid = EnginePid();
    EXPECT_TRUE(Run(behaviour).outcome->has_failure()) << behaviour;
    EXPECT_EQ(EnginePid(), pid) << behaviour;
  }
}

TEST_F(AttemptRunnerTest, TheMetricsOfARunThatFailedAreKept) {
  const auto attempt = Run("crash");
  ASSERT_EQ(attempt.outcome->failure().kind(), v1::Failure::CRASHED);
  ASSERT_EQ(attempt.artifacts.count("metrics.csv"), 1u);
  EXPECT_EQ(attempt.artifacts.at("metrics.csv"),
            "step,phase,name,value\n1,TRAINING,train_loss,1\n");
}

TEST_F(AttemptRunnerTest, TheMetricsOfARunThatWasCancelledAreKept) {
  EnginePid();  // a cancel while it starts would leave no metrics
  Enqueue("hang");
  options_.cancel_grace = absl::Hours(1);
  Cancel();
  const auto attempt = RunLease();
  ASSERT_TRUE(attempt.outcome->has_cancelled());
  ASSERT_EQ(attempt.artifacts.count("metrics.csv"), 1u);
  EXPECT_EQ(attempt.artifacts.at("metrics.csv"),
            "step,phase,name,value\n1,TRAINING,train_loss,1\n");
}

TEST_F(AttemptRunnerTest, MetricsThatCannotBeKeptDoNotChangeTheEnd) {
  server_.Fail("UploadArtifact", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "full"),
               /*times=*/1);
  const auto attempt = Run("crash");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_THAT(attempt.artifacts, IsEmpty());
}

TEST_F(AttemptRunnerTest, AnEngineThatExitsHasCrashed) {
  const auto attempt = Run("exit");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_EQ(attempt.outcome->failure().message(), "the engine exited with status 3 in mid-run");
}

TEST_F(AttemptRunnerTest, AnEngineKilledInMidRunHasCrashed) {
  const pid_t pid = EnginePid();
  Enqueue("hang");
  std::thread killer([this, pid] {
    WaitForEvent();
    kill(pid, SIGKILL);
  });
  const auto attempt = RunLease();
  killer.join();
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_THAT(attempt.outcome->failure().message(), HasSubstr("was killed by signal 9 (Killed)"));
}

TEST_F(AttemptRunnerTest, AnEngineThatBreaksTheProtocolHasCrashed) {
  for (const char* behaviour : {"broken-frame", "second-hello"}) {
    const pid_t pid = EnginePid();
    const auto attempt = Run(behaviour);
    EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::CRASHED) << behaviour;
    EXPECT_THAT(attempt.outcome->failure().message(), StartsWith("the engine was stopped: "));
    EXPECT_NE(EnginePid(), pid);
  }
}

TEST_F(AttemptRunnerTest, AnEngineThatDoesNotStartFailsTheAttempt) {
  engine_.Discard();
  WarmEngine missing(EngineOptionsOf("/no/such/engine"), /*jobs_per_engine=*/10);
  Enqueue("succeed");
  AttemptRunner(options_, client_, missing).Run(lease_, control_);
  const auto outcome = server_.attempt(attempt_).outcome;
  EXPECT_EQ(outcome->failure().kind(), v1::Failure::CRASHED);
  EXPECT_THAT(outcome->failure().message(), HasSubstr("/no/such/engine"));
}

TEST_F(AttemptRunnerTest, AnEndWithoutAnOutcomeIsADefect) {
  EXPECT_EQ(Run("bad-outcome").outcome->failure().kind(), v1::Failure::INTERNAL);
}

TEST_F(AttemptRunnerTest, ACancelStopsTheRunAndKeepsTheEngine) {
  const pid_t pid = EnginePid();
  Enqueue("hang");
  options_.cancel_grace = absl::Hours(1);
  std::thread canceller([this] {
    WaitForEvent();
    Cancel();
  });
  const auto attempt = RunLease();
  canceller.join();
  EXPECT_TRUE(attempt.outcome->has_cancelled());
  EXPECT_EQ(EnginePid(), pid);
}

TEST_F(AttemptRunnerTest, ACancelBeforeTheRunIsACancel) {
  Enqueue("hang");
  Cancel();
  EXPECT_TRUE(RunLease().outcome->has_cancelled());
}

TEST_F(AttemptRunnerTest, AnEngineThatIgnoresACancelIsKilled) {
  const pid_t pid = EnginePid();
  Enqueue("ignore-cancel");
  std::thread canceller([this] {
    WaitForEvent();
    Cancel();
  });
  const auto attempt = RunLease();
  canceller.join();
  EXPECT_TRUE(attempt.outcome->has_cancelled());
  EXPECT_THAT(attempt.events.back().log().text(), HasSubstr("did not stop within 50ms"));
  EXPECT_NE(EnginePid(), pid);
}

TEST_F(AttemptRunnerTest, ALostLeaseIsDroppedWithoutAWord) {
  Enqueue("hang");
  std::thread taker([this] {
    WaitForEvent();
    server_.TakeAway(attempt_);
    control_.LoseLease();
  });
  const auto attempt = RunLease();
  taker.join();
  EXPECT_FALSE(attempt.outcome.has_value());
  EXPECT_EQ(server_.calls("CompleteAttempt"), 0);
}

TEST_F(AttemptRunnerTest, AStopEndsTheEngineAtOnce) {
  const pid_t pid = EnginePid();
  Enqueue("ignore-cancel");
  options_.cancel_grace = absl::Hours(1);
  std::thread stopper([this] {
    WaitForEvent();
    control_.Stop();
  });
  const auto attempt = RunLease();
  stopper.join();
  EXPECT_FALSE(attempt.outcome.has_value());
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST_F(AttemptRunnerTest, AFailureFromTheReporterEndsTheRunWithIt) {
  server_.Fail("ReportEvents", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"),
               /*times=*/1);
  const auto attempt = Run("hang");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::NO_SPACE);
  EXPECT_THAT(attempt.outcome->failure().message(), HasSubstr("disk full"));
}

TEST_F(AttemptRunnerTest, AFullDiskOfTheServerFailsTheAttemptAsNoSpace) {
  server_.Fail("UploadArtifact", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"),
               /*times=*/1);
  const auto attempt = Run("succeed");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::NO_SPACE);
  EXPECT_EQ(attempt.outcome->failure().message(), "store the artifact memory_image.plm: disk full");
}

TEST_F(AttemptRunnerTest, AnArtifactIsSentAgainAfterABrokenConnection) {
  server_.Fail("UploadArtifact", grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"),
               /*times=*/6);
  const auto attempt = Run("succeed");
  EXPECT_TRUE(attempt.outcome->has_result());
  EXPECT_EQ(attempt.artifacts.size(), 2u);
}

TEST_F(AttemptRunnerTest, AnArtifactThatIsNotWhatTheEngineWroteIsRefused) {
  const auto attempt = Run("wrong-hash");
  EXPECT_EQ(attempt.outcome->failure().kind(), v1::Failure::INTERNAL);
  EXPECT_THAT(attempt.outcome->failure().message(), HasSubstr("memory_image.plm"));
  EXPECT_THAT(attempt.artifacts, IsEmpty());
}

TEST_F(AttemptRunnerTest, AHugeLogLineDoesNotStopTheRun) {
  EXPECT_TRUE(Run("huge-log").outcome->has_result());
}

TEST_F(AttemptRunnerTest, AResultThatTheServerCannotTakeFailsTheAttempt) {
  const auto attempt = Run("huge-result");
  ASSERT_TRUE(attempt.outcome.has_value());
  EXPECT_THAT(attempt.outcome->failure().message(), StartsWith("store the result: "));
}

TEST_F(AttemptRunnerTest, TheOutcomeIsToldAgainWhenTheServerComesBack) {
  server_.Fail("CompleteAttempt", grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"),
               /*times=*/9);
  EXPECT_TRUE(Run("succeed").outcome->has_result());
}

TEST_F(AttemptRunnerTest, TheRunGoesOnWhileTheServerIsAway) {
  Enqueue("metrics=500");
  server_.Stop();
  std::thread restarter([this] { server_.Start(); });
  const auto attempt = RunLease();
  restarter.join();
  EXPECT_TRUE(attempt.outcome->has_result());
  EXPECT_GE(attempt.events.size(), 500u);
}

TEST_F(AttemptRunnerTest, AWorkFolderThatCannotBeMadeFailsTheAttempt) {
  ASSERT_TRUE(WriteFileAtomically(absl::StrCat(folder_.path(), "/file"), "").ok());
  Enqueue("succeed");
  options_.work_dir = absl::StrCat(folder_.path(), "/file");
  AttemptRunner(options_, client_, engine_).Run(lease_, control_);
  const auto outcome = server_.attempt(attempt_).outcome;
  EXPECT_EQ(outcome->failure().kind(), v1::Failure::INTERNAL);
  EXPECT_THAT(outcome->failure().message(), HasSubstr(options_.work_dir));
}

TEST_F(AttemptRunnerTest, WhatLiesInTheAttemptsFolderIsRemovedFirst) {
  Enqueue("succeed");
  const std::string stale = absl::StrCat(options_.work_dir, "/jobs-1-attempts-1/memory_image.plm");
  ASSERT_TRUE(CreateDirectories(stale).ok());
  EXPECT_TRUE(RunLease().outcome->has_result());
}

}  // namespace
}  // namespace palimpsest
