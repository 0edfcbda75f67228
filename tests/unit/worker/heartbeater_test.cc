#include "server/worker/heartbeater.h"

#include "gtest/gtest.h"
#include "tests/support/fake_workers_server.h"

namespace palimpsest {
namespace {

constexpr char kWorker[] = "workers/0123456789abcdef0123456789abcdef";

class HeartbeaterTest : public ::testing::Test {
 protected:
  HeartbeaterTest() : client_(MakeWorkerChannel(server_.address())) {
    registration_.set_worker(kWorker);
    registration_.set_slot_kind("cpu");
    registered_ = *client_.Register(registration_, absl::Seconds(10));
    lease_.set_attempt(server_.Enqueue("unused"));
    lease_.set_fencing_number(1);
  }

  FakeWorkersServer server_;
  WorkersClient client_;
  v1::RegisterWorkerRequest registration_;
  v1::RegisterWorkerResponse registered_;
  v1::Lease lease_;
  AttemptControl control_;
};

TEST_F(HeartbeaterTest, BeatsForAnIdleWorker) {
  Heartbeater heartbeater(client_, registration_, registered_);
  EXPECT_TRUE(server_.WaitForCalls("Heartbeat", 3));
  EXPECT_EQ(server_.attempt(lease_.attempt()).heartbeats, 0);
}

TEST_F(HeartbeaterTest, BeatsForTheLeaseUntilIdle) {
  Heartbeater heartbeater(client_, registration_, registered_);
  heartbeater.Watch(lease_, control_);
  EXPECT_TRUE(server_.WaitUntil(lease_.attempt(), [](const FakeWorkersServer::Attempt& attempt) {
    return attempt.heartbeats >= 3;
  }));
  heartbeater.Idle();
  // One beat for the lease may still be on its way; the second from here on is not for it.
  ASSERT_TRUE(server_.WaitForCalls("Heartbeat", server_.calls("Heartbeat") + 2));
  const int beats = server_.attempt(lease_.attempt()).heartbeats;
  ASSERT_TRUE(server_.WaitForCalls("Heartbeat", server_.calls("Heartbeat") + 3));
  EXPECT_EQ(server_.attempt(lease_.attempt()).heartbeats, beats);
}

TEST_F(HeartbeaterTest, BringsACancel) {
  Heartbeater heartbeater(client_, registration_, registered_);
  heartbeater.Watch(lease_, control_);
  server_.Cancel(lease_.attempt());
  while (!control_.requests().cancel) control_.Pause(absl::Milliseconds(5));
  EXPECT_FALSE(control_.requests().lost);
}

TEST_F(HeartbeaterTest, BringsTheLossOfTheLease) {
  Heartbeater heartbeater(client_, registration_, registered_);
  heartbeater.Watch(lease_, control_);
  server_.TakeAway(lease_.attempt());
  EXPECT_FALSE(control_.Pause(absl::Seconds(30)));
  EXPECT_TRUE(control_.requests().lost);
}

TEST_F(HeartbeaterTest, RegistersAgainUnderItsNameWithAServerStartedAnewAndKeepsTheLease) {
  Heartbeater heartbeater(client_, registration_, registered_);
  heartbeater.Watch(lease_, control_);
  server_.ForgetWorkers();
  ASSERT_TRUE(server_.WaitForRegistrations(2));
  EXPECT_EQ(server_.registrations()[1].worker(), kWorker);
  EXPECT_EQ(server_.registrations()[1].slot_kind(), "cpu");
  const int beats = server_.attempt(lease_.attempt()).heartbeats;
  while (server_.attempt(lease_.attempt()).heartbeats == beats) {
    ASSERT_TRUE(control_.Pause(absl::Milliseconds(5)));
  }
}

TEST_F(HeartbeaterTest, GoesOnAfterATimeWithoutAServer) {
  Heartbeater heartbeater(client_, registration_, registered_);
  heartbeater.Watch(lease_, control_);
  server_.Stop();
  server_.Start();
  server_.Cancel(lease_.attempt());
  while (!control_.requests().cancel) control_.Pause(absl::Milliseconds(5));
  EXPECT_FALSE(control_.requests().lost);
}

}  // namespace
}  // namespace palimpsest
