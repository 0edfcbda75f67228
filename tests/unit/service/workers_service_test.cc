#include "server/service/workers_service.h"

#include <string>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

using WorkersServiceTest = ServiceFixture;

TEST_F(WorkersServiceTest, ALeaseRunsToItsResult) {
  const v1::Lease lease = CreateAndLease();
  EXPECT_EQ(lease.attempt(), "jobs/1/attempts/1");
  v1::HeartbeatRequest beat;
  beat.set_worker("workers/00000000000000000000000000000001");
  beat.set_attempt(lease.attempt());
  beat.set_fencing_number(lease.fencing_number());
  v1::HeartbeatResponse response;
  EXPECT_TRUE(Call(*workers_, &v1::Workers::StubInterface::Heartbeat, beat, &response).ok());
  EXPECT_FALSE(response.cancel());
  EXPECT_TRUE(Report(lease, 0, 1).ok());
  EXPECT_TRUE(Succeed(lease).ok());
  EXPECT_EQ(store_->GetJob(1)->state(), v1::Job::SUCCEEDED);
}

TEST_F(WorkersServiceTest, AWorkerThatWaitsIsAnsweredWhenAJobComes) {
  v1::AcquireLeaseRequest request;
  request.set_worker(Register());
  v1::AcquireLeaseResponse response;
  std::thread asker([&] {
    EXPECT_TRUE(
        Call(*workers_, &v1::Workers::StubInterface::AcquireLease, request, &response).ok());
  });
  Create();
  asker.join();
  EXPECT_EQ(response.lease().attempt(), "jobs/1/attempts/1");
}

TEST_F(WorkersServiceTest, AWorkerThatGivesUpItsQuestionGetsNoJob) {
  v1::AcquireLeaseRequest request;
  request.set_worker(Register());
  grpc::ClientContext context;
  grpc::Status status;
  std::thread asker([&] {
    v1::AcquireLeaseResponse response;
    status = workers_->AcquireLease(&context, request, &response);
  });
  context.TryCancel();
  asker.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  // Whoever asks next gets the job.
  EXPECT_EQ(CreateAndLease().attempt(), "jobs/1/attempts/1");
}

TEST_F(WorkersServiceTest, AHeartbeatIsAnsweredWhileEveryThreadWaitsForTheDisk) {
  const v1::Lease lease = CreateAndLease();
  absl::Notification disk_answers;
  absl::BlockingCounter all_wait(kPoolThreads);
  absl::BlockingCounter all_go_on(kPoolThreads);
  for (int thread = 0; thread < kPoolThreads; ++thread) {
    pool_->Run([&] {
      all_wait.DecrementCount();
      disk_answers.WaitForNotification();
      all_go_on.DecrementCount();
    });
  }
  all_wait.Wait();
  v1::HeartbeatRequest beat;
  beat.set_worker("workers/00000000000000000000000000000001");
  beat.set_attempt(lease.attempt());
  beat.set_fencing_number(lease.fencing_number());
  v1::HeartbeatResponse response;
  grpc::Status status = Call(*workers_, &v1::Workers::StubInterface::Heartbeat, beat, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  Register();
  disk_answers.Notify();
  all_go_on.Wait();
}

TEST_F(WorkersServiceTest, AnUnknownWorkerIsNotFound) {
  v1::AcquireLeaseRequest request;
  request.set_worker("workers/00000000000000000000000000000009");
  v1::AcquireLeaseResponse response;
  EXPECT_EQ(
      Call(*workers_, &v1::Workers::StubInterface::AcquireLease, request, &response).error_code(),
      grpc::StatusCode::NOT_FOUND);
}

TEST_F(WorkersServiceTest, AStaleFencingNumberIsRefused) {
  v1::Lease lease = CreateAndLease();
  lease.set_fencing_number(lease.fencing_number() + 1);
  EXPECT_EQ(Report(lease, 0, 1).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(Succeed(lease).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(WorkersServiceTest, ListsWorkers) {
  const std::string worker = Register();
  v1::ListWorkersResponse response;
  ASSERT_TRUE(
      Call(*workers_, &v1::Workers::StubInterface::ListWorkers, v1::ListWorkersRequest(), &response)
          .ok());
  ASSERT_EQ(response.workers_size(), 1);
  EXPECT_EQ(response.workers(0).name(), worker);
}

}  // namespace
}  // namespace palimpsest
