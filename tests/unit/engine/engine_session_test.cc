#include "server/engine/engine_session.h"

#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "common/base/framing.h"
#include "gtest/gtest.h"
#include "server/engine/failure.h"

namespace palimpsest {
namespace {

// A session at one end of a socket pair, the test as its worker at the other.
class EngineSessionTest : public ::testing::Test {
 protected:
  EngineSessionTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets_), 0); }
  ~EngineSessionTest() override {
    Close();
    if (thread_.joinable()) thread_.join();
    close(sockets_[1]);
  }

  void Start(EngineSession::Runner runner) {
    session_ = std::make_unique<EngineSession>(sockets_[1], std::move(runner));
    thread_ = std::thread([this] {
      v1::Hello hello;
      hello.set_build_id("test");
      status_ = session_->Serve(hello);
    });
    EXPECT_EQ(Receive().hello().build_id(), "test");
  }

  v1::FromEngine Receive() {
    v1::FromEngine frame;
    const auto payload = ReadFrame(sockets_[0]);
    EXPECT_TRUE(payload.ok()) << payload.status();
    if (payload.ok()) {
      EXPECT_TRUE(frame.ParseFromString(*payload));
    }
    return frame;
  }

  void SendRun() {
    v1::ToEngine frame;
    frame.mutable_run()->set_work_dir("w");
    ASSERT_TRUE(WriteFrame(sockets_[0], frame.SerializeAsString()).ok());
  }

  void SendCancel() {
    v1::ToEngine frame;
    frame.mutable_cancel();
    ASSERT_TRUE(WriteFrame(sockets_[0], frame.SerializeAsString()).ok());
  }

  void Close() {
    if (sockets_[0] >= 0) close(sockets_[0]);
    sockets_[0] = -1;
  }

  // What Serve returned after the worker closed the socket.
  absl::Status End() {
    Close();
    thread_.join();
    return status_;
  }

  int sockets_[2] = {-1, -1};
  std::unique_ptr<EngineSession> session_;
  std::thread thread_;
  absl::Status status_;
};

TEST_F(EngineSessionTest, RunsOneJobAfterAnotherAndPassesEventsOn) {
  Start([](const v1::RunJob& job, RunEvents& events) {
    EXPECT_EQ(job.work_dir(), "w");
    events.Log(v1::LogLine::INFO, "hello");
    v1::Metric metric;
    metric.set_name("test_loss");
    events.Report(metric);
    v1::RunEnded ended;
    ended.mutable_result()->set_final_accuracy(0.5);
    return ended;
  });
  for (int round = 0; round < 2; ++round) {
    SendRun();
    EXPECT_EQ(Receive().event().log().text(), "hello");
    EXPECT_EQ(Receive().event().metric().name(), "test_loss");
    EXPECT_EQ(Receive().ended().result().final_accuracy(), 0.5);
  }
  EXPECT_TRUE(End().ok());
}

TEST_F(EngineSessionTest, ACancelledRunSaysSoAndTheNextOneIsNotCancelled) {
  Start([](const v1::RunJob& /*job*/, RunEvents& events) {
    events.Log(v1::LogLine::INFO, "running");
    while (!events.cancelled()) std::this_thread::yield();
    return MakeRunEnded(absl::CancelledError("asked to stop"));
  });
  for (int round = 0; round < 2; ++round) {
    SendRun();
    EXPECT_EQ(Receive().event().log().text(), "running");
    SendCancel();
    EXPECT_TRUE(Receive().ended().has_cancelled());
  }
  // One that comes too late finds nothing to stop.
  SendCancel();
  EXPECT_TRUE(End().ok());
}

TEST_F(EngineSessionTest, ClosingTheSocketStopsTheRun) {
  absl::Notification running;
  Start([&running](const v1::RunJob& /*job*/, RunEvents& events) {
    running.Notify();
    while (!events.cancelled()) std::this_thread::yield();
    return v1::RunEnded();
  });
  SendRun();
  running.WaitForNotification();
  EXPECT_TRUE(End().ok());
}

TEST_F(EngineSessionTest, AFaultOfTheDeviceEndsTheSessionAfterItsReport) {
  Start([](const v1::RunJob&, RunEvents&) {
    return MakeRunEnded(FailureStatus(v1::Failure::DEVICE_FAULT, "illegal address"));
  });
  SendRun();
  EXPECT_EQ(Receive().ended().failure().kind(), v1::Failure::DEVICE_FAULT);
  EXPECT_TRUE(absl::IsOutOfRange(ReadFrame(sockets_[0]).status()));
  EXPECT_TRUE(absl::IsAborted(End()));
}

TEST_F(EngineSessionTest, AFrameThatMakesNoSenseEndsTheSession) {
  Start([](const v1::RunJob&, RunEvents&) { return v1::RunEnded(); });
  ASSERT_TRUE(WriteFrame(sockets_[0], "\xff\xff\xff").ok());
  thread_.join();
  EXPECT_TRUE(absl::IsDataLoss(status_)) << status_;
}

TEST_F(EngineSessionTest, AStreamThatEndsWithinAFrameIsAnError) {
  Start([](const v1::RunJob&, RunEvents&) { return v1::RunEnded(); });
  ASSERT_EQ(write(sockets_[0], "\x09\0\0\0ab", 6), 6);
  EXPECT_TRUE(absl::IsDataLoss(End()));
}

TEST(MakeRunEndedTest, CancellationIsNoFailure) {
  EXPECT_TRUE(MakeRunEnded(absl::CancelledError("")).has_cancelled());
  EXPECT_EQ(MakeRunEnded(FailureStatus(v1::Failure::NUMERIC, "nan")).failure().kind(),
            v1::Failure::NUMERIC);
}

}  // namespace
}  // namespace palimpsest
