// The engine as its worker sees it: a process at the other end of a socket pair.

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>

#include "common/base/build_info.h"
#include "common/base/files.h"
#include "common/base/framing.h"
#include "common/job/spec_defaults.h"
#include "common/process/child_process.h"
#include "common/process/unique_fd.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/engine.pb.h"
#include "test_paths.h"
#include "tests/support/idx_data.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::Contains;

// Starting LibTorch takes a while on a busy machine.
constexpr absl::Duration kPatience = absl::Seconds(60);

class EngineMainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int fds[2] = {-1, -1};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    socket_ = UniqueFd(fds[0]);
    const UniqueFd theirs(fds[1]);
    ChildProcessOptions options;
    options.program = PALIMPSEST_BIN "/palimpsest-engine";
    options.arguments = {"--socket-fd", "3", "--threads", "1"};
    options.inherited_fds = {theirs.get()};
    auto process = ChildProcess::Start(options);
    ASSERT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
    hello_ = Receive().hello();

    ASSERT_TRUE(CreateDirectories(folder_.path() + "/work").ok());
    WriteIdxData(folder_.path() + "/data", /*train_count=*/128, /*test_count=*/50);
  }

  // A job of about a second.
  v1::ToEngine SmallRun(double epochs) {
    v1::ToEngine frame;
    v1::RunJob& run = *frame.mutable_run();
    run.set_work_dir(folder_.path() + "/work");
    run.set_cache_dir(folder_.path() + "/cache");
    (*run.mutable_dataset_dirs())["squares"] = folder_.path() + "/data";
    v1::JobSpec& spec = *run.mutable_spec();
    spec.mutable_model()->set_name("mlp");
    spec.mutable_dataset()->set_name("squares");
    spec.mutable_training()->mutable_sgd()->set_epochs(epochs);
    spec.mutable_encoder()->set_starts(1);
    spec.mutable_encoder()->set_method(v1::EncoderSpec::OWNER_BITS);
    spec.mutable_scaling()->set_strategy("min_max");
    FillDefaults(spec);
    return frame;
  }

  void Send(const v1::ToEngine& frame) {
    ASSERT_TRUE(WriteFrame(socket_.get(), frame.SerializeAsString()).ok());
  }

  v1::FromEngine Receive() {
    v1::FromEngine frame;
    const auto payload = ReadFrame(socket_.get());
    EXPECT_TRUE(payload.ok()) << payload.status();
    if (payload.ok()) {
      EXPECT_TRUE(frame.ParseFromString(*payload));
    }
    return frame;
  }

  // The first frame that fits; an empty one if the engine ends before.
  v1::FromEngine ReceiveUntil(const std::function<bool(const v1::FromEngine&)>& fits) {
    v1::FromEngine frame;
    do {
      frame = Receive();
    } while (!HasFailure() && !fits(frame) && !frame.has_ended());
    return frame;
  }

  static bool IsMetric(const v1::FromEngine& frame) { return frame.event().has_metric(); }
  static bool IsEnd(const v1::FromEngine& frame) { return frame.has_ended(); }

  void ExpectGoodEnd() {
    const auto end = process_->Wait(kPatience);
    ASSERT_TRUE(end.has_value()) << "the engine outlives its socket";
    EXPECT_TRUE(end->succeeded()) << Describe(*end);
  }

  TemporaryDirectory folder_;
  UniqueFd socket_;
  std::unique_ptr<ChildProcess> process_;
  v1::Hello hello_;
};

TEST_F(EngineMainTest, SaysHelloRunsAJobAndEndsWithItsSocket) {
  EXPECT_EQ(hello_.build_id(), BuildId());
  EXPECT_FALSE(hello_.libtorch_version().empty());
  EXPECT_THAT(hello_.devices(), Contains("cpu"));
  Send(SmallRun(/*epochs=*/1));
  const v1::RunEnded ended = ReceiveUntil(IsEnd).ended();
  ASSERT_TRUE(ended.has_result()) << ended.failure().message();
  EXPECT_EQ(ended.result().layers_size(), 3);
  EXPECT_EQ(ended.result().provenance().threads(), 1);
  ASSERT_EQ(ended.artifacts_size(), 4);
  for (const v1::Artifact& artifact : ended.artifacts()) {
    const auto size = FileSizeBytes(folder_.path() + "/work/" + artifact.file_name());
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_EQ(*size, artifact.size_bytes());
  }
  socket_.reset();
  ExpectGoodEnd();
}

TEST_F(EngineMainTest, ACancelInMidRunStopsTheRunAndTheNextOneGoesThrough) {
  Send(SmallRun(/*epochs=*/1000));
  ReceiveUntil(IsMetric);
  v1::ToEngine cancel;
  cancel.mutable_cancel();
  Send(cancel);
  EXPECT_TRUE(ReceiveUntil(IsEnd).ended().has_cancelled());
  Send(SmallRun(/*epochs=*/1));
  EXPECT_TRUE(ReceiveUntil(IsEnd).ended().has_result());
}

TEST_F(EngineMainTest, ClosingTheSocketInMidRunEndsTheEngine) {
  Send(SmallRun(/*epochs=*/1000));
  ReceiveUntil(IsMetric);
  socket_.reset();
  ExpectGoodEnd();
}

TEST_F(EngineMainTest, AFailedRunSaysWhyAndLeavesTheEngineUsable) {
  v1::ToEngine run = SmallRun(/*epochs=*/1);
  run.mutable_run()->mutable_spec()->set_device("cuda:99");
  Send(run);
  EXPECT_EQ(ReceiveUntil(IsEnd).ended().failure().kind(), v1::Failure::INVALID);
  Send(SmallRun(/*epochs=*/1));
  EXPECT_TRUE(ReceiveUntil(IsEnd).ended().has_result());
}

}  // namespace
}  // namespace palimpsest
