#ifndef PALIMPSEST_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_
#define PALIMPSEST_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/thread_pool.h"
#include "common/rpc/channel.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/artifacts.grpc.pb.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "palimpsest/v1/server.grpc.pb.h"
#include "palimpsest/v1/workers.grpc.pb.h"
#include "server/scheduler/event_hub.h"
#include "server/scheduler/job_admission.h"
#include "server/scheduler/scheduler.h"
#include "server/service/artifacts_service.h"
#include "server/service/grpc_server.h"
#include "server/service/jobs_service.h"
#include "server/service/server_service.h"
#include "server/service/workers_service.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {

// All services over real gRPC on loopback, on a store in memory, without worker processes.
class ServiceFixture : public ::testing::Test {
 protected:
  static constexpr int kPoolThreads = 4;

  ServiceFixture() {
    auto server = GrpcServer::Start(Address().WithPort(0), {&artifacts_service_, &jobs_service_,
                                                            &server_service_, &workers_service_});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const auto channel = MakeChannel(Address().WithPort(server_->port()), ChannelOptions());
    artifacts_ = v1::Artifacts::NewStub(channel);
    jobs_ = v1::Jobs::NewStub(channel);
    info_ = v1::Server::NewStub(channel);
    workers_ = v1::Workers::NewStub(channel);
  }
  ~ServiceFixture() override {
    scheduler_.Drain();
    server_.reset();
  }

  static v1::CreateJobRequest ValidRequest() {
    v1::CreateJobRequest request;
    request.mutable_spec()->mutable_model()->set_name("lenet5");
    request.mutable_spec()->mutable_dataset()->set_name("fashion-mnist");
    return request;
  }

  // One call of a unary method with a deadline.
  template <typename Stub, typename Request, typename Response>
  grpc::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    return (stub.*method)(&context, request, response);
  }

  v1::Job Create() {
    v1::Job job;
    const grpc::Status status =
        Call(*jobs_, &v1::Jobs::StubInterface::CreateJob, ValidRequest(), &job);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return job;
  }

  // As a new worker.
  std::string Register() {
    v1::RegisterWorkerRequest request;
    request.set_worker(absl::StrFormat("workers/%032x", ++last_worker_));
    request.set_host("lab7");
    request.set_pid(1);
    request.set_slot_kind("cpu");
    v1::RegisterWorkerResponse response;
    EXPECT_TRUE(
        Call(*workers_, &v1::Workers::StubInterface::RegisterWorker, request, &response).ok());
    return request.worker();
  }

  // Creates a job and leases it.
  v1::Lease CreateAndLease() {
    Create();
    v1::AcquireLeaseRequest request;
    request.set_worker(Register());
    v1::AcquireLeaseResponse response;
    EXPECT_TRUE(
        Call(*workers_, &v1::Workers::StubInterface::AcquireLease, request, &response).ok());
    EXPECT_TRUE(response.has_lease());
    return response.lease();
  }

  grpc::Status Report(const v1::Lease& lease, int64_t first_index, int count) {
    v1::ReportEventsRequest report;
    report.set_attempt(lease.attempt());
    report.set_fencing_number(lease.fencing_number());
    report.set_first_index(first_index);
    for (int i = 0; i < count; ++i) {
      report.add_events()->mutable_log()->set_text("line " + std::to_string(first_index + i));
    }
    v1::ReportEventsResponse response;
    return Call(*workers_, &v1::Workers::StubInterface::ReportEvents, report, &response);
  }

  grpc::Status Succeed(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request;
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    request.mutable_result()->set_final_accuracy(0.875);
    v1::CompleteAttemptResponse response;
    return Call(*workers_, &v1::Workers::StubInterface::CompleteAttempt, request, &response);
  }

  int last_worker_ = 0;
  TemporaryDirectory folder_;
  const RealClock clock_;
  const std::unique_ptr<Store> store_ = *Store::Open(":memory:");
  const ArtifactFiles files_{folder_.path()};
  EventHub hub_;
  Scheduler scheduler_{*store_, clock_, hub_, SchedulerOptions()};
  JobAdmission admission_{*store_, scheduler_, clock_, {"fashion-mnist"}};
  const std::unique_ptr<ThreadPool> pool_ = *ThreadPool::Create(kPoolThreads);
  ArtifactsService artifacts_service_{*store_, files_, *pool_};
  JobsService jobs_service_{{*store_, scheduler_, hub_, admission_, *pool_}};
  ServerService server_service_{{*store_, scheduler_, admission_, files_, *pool_, absl::Now()}};
  WorkersService workers_service_{*store_, scheduler_, files_, *pool_};
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<v1::Artifacts::StubInterface> artifacts_;
  std::unique_ptr<v1::Jobs::StubInterface> jobs_;
  std::unique_ptr<v1::Server::StubInterface> info_;
  std::unique_ptr<v1::Workers::StubInterface> workers_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_
