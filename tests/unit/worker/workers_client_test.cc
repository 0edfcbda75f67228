#include "server/worker/workers_client.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_workers_server.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kTimeout = absl::Seconds(10);

class WorkersClientTest : public ::testing::Test {
 protected:
  WorkersClientTest() : client_(MakeWorkerChannel(server_.address())) {}

  absl::Status Upload(const std::string& content, const std::string& announced) {
    const std::string path = absl::StrCat(folder_.path(), "/artifact");
    EXPECT_TRUE(WriteFileAtomically(path, content).ok());
    v1::UploadArtifactRequest::Header header;
    header.set_attempt(server_.Enqueue("unused"));
    header.set_fencing_number(1);
    header.mutable_artifact()->set_file_name("artifact");
    header.mutable_artifact()->set_size_bytes(static_cast<int64_t>(content.size()));
    header.mutable_artifact()->set_sha256(Sha256Hex(announced));
    return client_.UploadArtifact(header, path, kTimeout);
  }

  static v1::RegisterWorkerRequest Registration() {
    v1::RegisterWorkerRequest registration;
    registration.set_worker("workers/0123456789abcdef0123456789abcdef");
    registration.set_slot_kind("cpu");
    return registration;
  }

  const TemporaryDirectory folder_;
  FakeWorkersServer server_;
  WorkersClient client_;
};

TEST_F(WorkersClientTest, RegistersAndGetsALease) {
  const v1::RegisterWorkerRequest registration = Registration();
  const auto registered = client_.Register(registration, kTimeout);
  ASSERT_TRUE(registered.ok()) << registered.status();
  const std::string attempt = server_.Enqueue("succeed");
  v1::AcquireLeaseRequest request;
  request.set_worker(registration.worker());
  const auto response = client_.AcquireLease(request, kTimeout);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->lease().attempt(), attempt);
}

TEST_F(WorkersClientTest, ACallIsMadeAgainWhileTheServerIsUnavailable) {
  server_.Fail("RegisterWorker", grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy"), /*times=*/2);
  EXPECT_TRUE(client_.Register(Registration(), kTimeout).ok());
  EXPECT_EQ(server_.calls("RegisterWorker"), 3);
}

TEST_F(WorkersClientTest, TheServersStatusComesThrough) {
  server_.Fail("CompleteAttempt", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"),
               /*times=*/1);
  EXPECT_EQ(client_.CompleteAttempt({}, kTimeout), absl::ResourceExhaustedError("disk full"));
}

TEST_F(WorkersClientTest, AMissingServerIsUnavailable) {
  server_.Stop();
  EXPECT_EQ(client_.Register({}, kTimeout).status().code(), absl::StatusCode::kUnavailable);
  server_.Start();
}

TEST_F(WorkersClientTest, AnArtifactOfManyChunksArrivesWhole) {
  std::string content(size_t{5} << 19, '\0');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + (i >> 11));
  ASSERT_TRUE(Upload(content, content).ok());
  EXPECT_EQ(server_.attempt("jobs/1/attempts/1").artifacts["artifact"], content);
}

TEST_F(WorkersClientTest, AnEmptyArtifactArrives) {
  ASSERT_TRUE(Upload("", "").ok());
  EXPECT_EQ(server_.attempt("jobs/1/attempts/1").artifacts.count("artifact"), 1u);
}

TEST_F(WorkersClientTest, AnotherHashThanAnnouncedIsDataLoss) {
  EXPECT_EQ(Upload("sent", "announced").code(), absl::StatusCode::kDataLoss);
}

TEST_F(WorkersClientTest, AFileThatCannotBeReadIsAnErrorThatNamesIt) {
  v1::UploadArtifactRequest::Header header;
  const absl::Status status = client_.UploadArtifact(header, "/no/such/file", kTimeout);
  // Not NOT_FOUND, which would read as a lost lease.
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/file"));
}

TEST_F(WorkersClientTest, TheReasonOfARefusedUploadComesThrough) {
  server_.Fail("UploadArtifact", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"),
               /*times=*/1);
  const std::string content(size_t{8} << 20, 'x');
  EXPECT_EQ(Upload(content, content), absl::ResourceExhaustedError("disk full"));
}

TEST_F(WorkersClientTest, ARefusedUploadEndsAtOnceHoweverOften) {
  server_.Fail("UploadArtifact", grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"),
               /*times=*/50);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Upload("content", "content"), absl::UnavailableError("gone"));
  }
  EXPECT_EQ(server_.calls("UploadArtifact"), 50);
}

TEST_F(WorkersClientTest, CloseCancelsTheCallInFlightAndLaterOnes) {
  // A worker that the server knows waits for a job until the call is cancelled.
  ASSERT_TRUE(client_.Register(Registration(), kTimeout).ok());
  v1::AcquireLeaseRequest request;
  request.set_worker(Registration().worker());
  std::thread closer([this] {
    server_.WaitForCalls("AcquireLease", 1);
    client_.Close();
  });
  EXPECT_EQ(client_.AcquireLease(request, absl::Minutes(5)).status().code(),
            absl::StatusCode::kCancelled);
  closer.join();
  EXPECT_EQ(client_.Register({}, kTimeout).status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace palimpsest
