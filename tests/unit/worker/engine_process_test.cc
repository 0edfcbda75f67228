#include "server/worker/engine_process.h"

#include <signal.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/support/script.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

class EngineProcessTest : public ::testing::Test {
 protected:
  static EngineOptions Options(const std::string& program = PALIMPSEST_FAKE_ENGINE) {
    EngineOptions options;
    options.program = program;
    options.stop_grace = absl::Milliseconds(200);
    return options;
  }

  std::unique_ptr<EngineProcess> Start() {
    auto engine = EngineProcess::Start(Options(), interrupt_);
    EXPECT_TRUE(engine.ok()) << engine.status();
    return *std::move(engine);
  }

  v1::ToEngine RunFrame(const std::string& behaviour) {
    v1::ToEngine frame;
    frame.mutable_run()->mutable_spec()->set_display_name(behaviour);
    frame.mutable_run()->set_work_dir(folder_.path());
    return frame;
  }

  // Receives until something other than an event comes.
  absl::StatusOr<v1::FromEngine> ReceiveEnd(EngineProcess& engine) {
    while (true) {
      auto frame = engine.Receive(SteadyTime::InfiniteFuture(), interrupt_);
      if (!frame.ok()) return frame.status();
      if (frame->has_value() && !(*frame)->has_event()) return **frame;
    }
  }

  absl::Status StartError(const EngineOptions& options) {
    return EngineProcess::Start(options, interrupt_).status();
  }

  WakeUp interrupt_;
  const TemporaryDirectory folder_;
};

TEST_F(EngineProcessTest, SaysHelloAndRunsAJob) {
  auto engine = Start();
  EXPECT_EQ(engine->hello().libtorch_version(), "fake");
  EXPECT_FALSE(engine->HasEnded());
  ASSERT_TRUE(engine->Send(RunFrame("succeed")).ok());
  const auto frame = ReceiveEnd(*engine);
  ASSERT_TRUE(frame.ok()) << frame.status();
  EXPECT_TRUE(frame->ended().has_result());
}

TEST_F(EngineProcessTest, DestructionEndsTheProcess) {
  auto engine = Start();
  const pid_t pid = engine->pid();
  engine.reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST_F(EngineProcessTest, ADeadlineAndAnInterruptEndAReceive) {
  auto engine = Start();
  auto frame = engine->Receive(SteadyNow() + absl::Milliseconds(5), interrupt_);
  ASSERT_TRUE(frame.ok()) << frame.status();
  EXPECT_FALSE(frame->has_value());
  interrupt_.Set();
  frame = engine->Receive(SteadyTime::InfiniteFuture(), interrupt_);
  ASSERT_TRUE(frame.ok()) << frame.status();
  EXPECT_FALSE(frame->has_value());
}

TEST_F(EngineProcessTest, ADeathInMidRunIsToldWithItsSignal) {
  auto engine = Start();
  ASSERT_TRUE(engine->Send(RunFrame("hang")).ok());
  ASSERT_EQ(kill(engine->pid(), SIGKILL), 0);
  const auto frame = ReceiveEnd(*engine);
  EXPECT_EQ(frame.status().code(), absl::StatusCode::kOutOfRange);
  const v1::Failure failure = engine->Autopsy(frame.status());
  EXPECT_EQ(failure.kind(), v1::Failure::CRASHED);
  EXPECT_THAT(failure.message(), HasSubstr("killed by signal 9"));
}

TEST_F(EngineProcessTest, AnEngineThatBreaksTheProtocolIsStopped) {
  auto engine = Start();
  ASSERT_TRUE(engine->Send(RunFrame("broken-frame")).ok());
  const auto frame = ReceiveEnd(*engine);
  EXPECT_EQ(frame.status().code(), absl::StatusCode::kDataLoss);
  const v1::Failure failure = engine->Autopsy(frame.status());
  EXPECT_EQ(failure.kind(), v1::Failure::CRASHED);
  EXPECT_THAT(failure.message(), HasSubstr("a frame announces 4294967295 bytes"));
  EXPECT_TRUE(engine->HasEnded());
}

TEST_F(EngineProcessTest, AnEngineThatStallsWithinAFrameIsBroken) {
  const Script script(folder_.path(), "printf '\\144\\000\\000\\000half' >&3; exec sleep 60");
  EngineOptions options = Options(script.path());
  options.stall_timeout = absl::Milliseconds(20);
  EXPECT_THAT(std::string(StartError(options).message()),
              HasSubstr("no whole frame came within 20ms"));
}

TEST_F(EngineProcessTest, AProgramThatDoesNotExistIsAnErrorThatNamesIt) {
  const absl::Status status = StartError(Options("/no/such/engine"));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/engine"));
}

TEST_F(EngineProcessTest, AProgramThatEndsAtOnceIsAnErrorWithItsStatus) {
  const Script script(folder_.path(), "exit 7");
  EXPECT_THAT(std::string(StartError(Options(script.path())).message()),
              HasSubstr("did not start: exited with status 7"));
}

TEST_F(EngineProcessTest, AProgramThatSaysNothingIsGivenUpAfterTheTimeout) {
  const Script script(folder_.path(), "exec sleep 60");
  EngineOptions options = Options(script.path());
  options.hello_timeout = absl::Milliseconds(20);
  EXPECT_THAT(std::string(StartError(options).message()),
              HasSubstr("did not say hello within 20ms"));
}

TEST_F(EngineProcessTest, AProgramThatSaysSomethingElseIsNoEngine) {
  // A frame of two bytes: a FromEngine with an empty event.
  const Script script(folder_.path(), "printf '\\002\\000\\000\\000\\022\\000' >&3; exec sleep 60");
  EXPECT_THAT(std::string(StartError(Options(script.path())).message()),
              HasSubstr("did not start with a hello"));
}

TEST_F(EngineProcessTest, AnInterruptEndsTheStart) {
  interrupt_.Set();
  EXPECT_EQ(StartError(Options()).code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace palimpsest
