// What a worker may rely on, asked of the real service and of the fake that the tests of workers
// use: one suite for both, so that the fake cannot drift away.

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/sha256.h"
#include "common/job/resource_names.h"
#include "common/rpc/address.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/scheduler/ticker.h"
#include "server/service/grpc_server.h"
#include "server/service/workers_service.h"
#include "server/worker/workers_client.h"
#include "tests/support/fake_workers_server.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(30);

// A server of the lease protocol, and what a test does to it from the other side.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual Address address() const = 0;
  // A queued job; the name of its first attempt.
  virtual std::string AddJob() = 0;
  virtual void Cancel(const std::string& attempt) = 0;
  // The lease is lost.
  virtual void TakeAway(const v1::Lease& lease) = 0;
  // As a server that was started anew: it keeps leases and knows no worker.
  virtual void ForgetWorkers() = 0;
};

class FakeSubject final : public Subject {
 public:
  Address address() const override { return server_.address(); }
  std::string AddJob() override { return server_.Enqueue("unused"); }
  void Cancel(const std::string& attempt) override { server_.Cancel(attempt); }
  void TakeAway(const v1::Lease& lease) override { server_.TakeAway(lease.attempt()); }
  void ForgetWorkers() override { server_.ForgetWorkers(); }

 private:
  FakeWorkersServer server_;
};

class RealSubject final : public Subject {
 public:
  RealSubject() { Start(Address().WithPort(0)); }
  ~RealSubject() override { Stop(); }

  Address address() const override { return Address().WithPort(server_->port()); }

  std::string AddJob() override {
    NewJob job;
    job.spec.set_device("cpu");
    job.user = "ada";
    const v1::Job created = *store_->CreateJob(job, clock_.Now());
    scheduler_->Enqueue(created);
    return absl::StrCat(created.name(), "/attempts/1");
  }

  void Cancel(const std::string& attempt) override {
    EXPECT_TRUE(scheduler_->Cancel(ParseAttemptName(attempt)->job).ok());
  }

  void TakeAway(const v1::Lease& lease) override {
    v1::CompleteAttemptRequest lost;
    lost.set_attempt(lease.attempt());
    lost.set_fencing_number(lease.fencing_number());
    lost.mutable_failure()->set_kind(v1::Failure::LOST);
    EXPECT_TRUE(scheduler_->CompleteAttempt(lost).ok());
  }

  void ForgetWorkers() override {
    const Address address = this->address();
    Stop();
    Start(address);
  }

 private:
  void Start(const Address& address) {
    scheduler_ = std::make_unique<Scheduler>(*store_, clock_, hub_, SchedulerOptions());
    ASSERT_TRUE(scheduler_->Recover().ok());
    service_ = std::make_unique<WorkersService>(*store_, *scheduler_, files_, *pool_);
    ticker_ =
        std::make_unique<Ticker>(absl::Milliseconds(10), [raw = scheduler_.get()] { raw->Tick(); });
    auto server = GrpcServer::Start(address, {service_.get()});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void Stop() {
    scheduler_->Drain();
    server_.reset();
    ticker_.reset();
    service_.reset();
    scheduler_.reset();
  }

  const TemporaryDirectory folder_;
  const RealClock clock_;
  const std::unique_ptr<Store> store_ = *Store::Open(":memory:");
  const ArtifactFiles files_{folder_.path()};
  EventHub hub_;
  const std::unique_ptr<ThreadPool> pool_ = *ThreadPool::Create(4);
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<WorkersService> service_;
  std::unique_ptr<Ticker> ticker_;
  std::unique_ptr<GrpcServer> server_;
};

template <typename SubjectType>
class WorkersContract : public ::testing::Test {
 protected:
  WorkersContract() : client_(MakeWorkerChannel(subject_.address())) {
    registration_.set_worker("workers/0123456789abcdef0123456789abcdef");
    registration_.set_slot_kind("cpu");
  }

  absl::Status Register() { return client_.Register(registration_, kTimeout).status(); }

  absl::StatusOr<v1::AcquireLeaseResponse> Ask(absl::Duration timeout = kTimeout) {
    v1::AcquireLeaseRequest request;
    request.set_worker(registration_.worker());
    return client_.AcquireLease(request, timeout);
  }

  // Registers, and gets the lease of a new job.
  v1::Lease Lease() {
    EXPECT_TRUE(Register().ok());
    const std::string attempt = subject_.AddJob();
    const absl::StatusOr<v1::AcquireLeaseResponse> response = Ask();
    EXPECT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->lease().attempt(), attempt);
    return response->lease();
  }

  absl::StatusOr<v1::HeartbeatResponse> Beat(const v1::Lease& lease) {
    v1::HeartbeatRequest request;
    request.set_worker(registration_.worker());
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return client_.Heartbeat(request, kTimeout);
  }

  absl::StatusOr<v1::ReportEventsResponse> Report(const v1::Lease& lease, int64_t first_index,
                                                  int count) {
    v1::ReportEventsRequest request;
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    request.set_first_index(first_index);
    for (int i = 0; i < count; ++i) request.add_events()->mutable_log()->set_text("a line");
    return client_.ReportEvents(request, kTimeout);
  }

  absl::Status Upload(const v1::Lease& lease, const std::string& announced) {
    const std::string path = folder_.path() + "/artifact";
    EXPECT_TRUE(WriteFileAtomically(path, "content").ok());
    v1::UploadArtifactRequest::Header header;
    header.set_attempt(lease.attempt());
    header.set_fencing_number(lease.fencing_number());
    header.mutable_artifact()->set_file_name("metrics.csv");
    header.mutable_artifact()->set_size_bytes(static_cast<int64_t>(announced.size()));
    header.mutable_artifact()->set_sha256(Sha256Hex(announced));
    return client_.UploadArtifact(header, path, kTimeout);
  }

  v1::CompleteAttemptRequest End(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request;
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return request;
  }

  absl::Status Complete(const v1::CompleteAttemptRequest& request) {
    return client_.CompleteAttempt(request, kTimeout);
  }

  // Every call for the lease says that it is gone.
  void ExpectLost(const v1::Lease& lease) {
    EXPECT_TRUE(absl::IsFailedPrecondition(Beat(lease).status()));
    EXPECT_TRUE(absl::IsFailedPrecondition(Report(lease, 0, 1).status()));
    EXPECT_TRUE(absl::IsFailedPrecondition(Upload(lease, "content")));
    v1::CompleteAttemptRequest other = End(lease);
    other.mutable_failure()->set_kind(v1::Failure::INTERNAL);
    EXPECT_TRUE(absl::IsFailedPrecondition(Complete(other)));
  }

  const TemporaryDirectory folder_;
  SubjectType subject_;
  WorkersClient client_;
  v1::RegisterWorkerRequest registration_;
};

using Subjects = ::testing::Types<FakeSubject, RealSubject>;
TYPED_TEST_SUITE(WorkersContract, Subjects);

TYPED_TEST(WorkersContract, AWorkerIsToldHowToBeat) {
  const auto registered = this->client_.Register(this->registration_, kTimeout);
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_TRUE(registered->has_heartbeat_interval());
  EXPECT_TRUE(registered->has_lease_timeout());
  EXPECT_TRUE(this->Register().ok()) << "again, under the same name";
}

TYPED_TEST(WorkersContract, AMalformedNameIsRefused) {
  this->registration_.set_worker("workers/3");
  EXPECT_TRUE(absl::IsInvalidArgument(this->Register()));
}

TYPED_TEST(WorkersContract, AJobIsLeasedToTheWorkerThatAsks) {
  const v1::Lease lease = this->Lease();
  EXPECT_GT(lease.fencing_number(), 0);
  const auto beat = this->Beat(lease);
  ASSERT_TRUE(beat.ok()) << beat.status();
  EXPECT_FALSE(beat->cancel());
}

TYPED_TEST(WorkersContract, WithoutAJobTheAnswerIsEmptyASecondBeforeTheDeadline) {
  ASSERT_TRUE(this->Register().ok());
  const auto response = this->Ask(absl::Milliseconds(1500));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_FALSE(response->has_lease());
}

TYPED_TEST(WorkersContract, AWorkerThatIsNotKnownIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(this->Ask().status()));
  EXPECT_TRUE(absl::IsNotFound(this->Beat(v1::Lease()).status()));
}

TYPED_TEST(WorkersContract, AServerStartedAnewKeepsTheLeaseOfAWorkerThatRegistersAgain) {
  const v1::Lease lease = this->Lease();
  this->subject_.ForgetWorkers();
  absl::StatusOr<v1::HeartbeatResponse> beat = this->Beat(lease);
  EXPECT_TRUE(absl::IsNotFound(beat.status())) << beat.status();
  ASSERT_TRUE(this->Register().ok());
  EXPECT_TRUE(this->Beat(lease).ok());
}

TYPED_TEST(WorkersContract, ACancelComesWithTheHeartbeat) {
  const v1::Lease lease = this->Lease();
  this->subject_.Cancel(lease.attempt());
  EXPECT_TRUE(this->Beat(lease)->cancel());
  v1::CompleteAttemptRequest stopped = this->End(lease);
  stopped.mutable_cancelled();
  EXPECT_TRUE(this->Complete(stopped).ok());
  this->ExpectLost(lease);
}

TYPED_TEST(WorkersContract, EventsAreStoredOnceAndWithoutAGap) {
  const v1::Lease lease = this->Lease();
  EXPECT_EQ(this->Report(lease, 0, 2)->stored(), 2);
  EXPECT_EQ(this->Report(lease, 0, 2)->stored(), 2);
  EXPECT_EQ(this->Report(lease, 1, 3)->stored(), 4);
  EXPECT_TRUE(absl::IsInvalidArgument(this->Report(lease, 5, 1).status()));
}

TYPED_TEST(WorkersContract, AnArtifactIsStoredIfItIsWhatTheHeaderSays) {
  const v1::Lease lease = this->Lease();
  EXPECT_TRUE(this->Upload(lease, "content").ok());
  EXPECT_TRUE(this->Upload(lease, "content").ok()) << "again";
  EXPECT_TRUE(absl::IsDataLoss(this->Upload(lease, "another")));
  EXPECT_TRUE(absl::IsDataLoss(this->Upload(lease, "longer than that")));
}

TYPED_TEST(WorkersContract, AnAttemptEndsOnce) {
  const v1::Lease lease = this->Lease();
  v1::CompleteAttemptRequest done = this->End(lease);
  done.mutable_result()->set_final_accuracy(0.9);
  EXPECT_TRUE(this->Complete(done).ok());
  EXPECT_TRUE(this->Complete(done).ok()) << "again, because the answer was lost";
  this->ExpectLost(lease);
}

TYPED_TEST(WorkersContract, AnAttemptMayBeGivenBack) {
  const v1::Lease lease = this->Lease();
  v1::CompleteAttemptRequest given_back = this->End(lease);
  given_back.mutable_given_back();
  EXPECT_TRUE(this->Complete(given_back).ok());
  this->ExpectLost(lease);
}

TYPED_TEST(WorkersContract, OnlyACancelledJobEndsAsCancelled) {
  const v1::Lease lease = this->Lease();
  v1::CompleteAttemptRequest stopped = this->End(lease);
  stopped.mutable_cancelled();
  EXPECT_TRUE(absl::IsFailedPrecondition(this->Complete(stopped)));
}

TYPED_TEST(WorkersContract, ALeaseWithAnotherNumberOrThatWasLostReadsAsLost) {
  v1::Lease lease = this->Lease();
  lease.set_fencing_number(lease.fencing_number() + 1);
  this->ExpectLost(lease);
  lease.set_fencing_number(lease.fencing_number() - 1);
  this->subject_.TakeAway(lease);
  this->ExpectLost(lease);
}

}  // namespace
}  // namespace palimpsest
