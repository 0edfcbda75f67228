#include <unistd.h>

#include <string>
#include <vector>

#include "common/base/crc32.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/service/download_reactor.h"
#include "server/service/upload_reactor.h"
#include "tests/unit/service/service_fixture.h"
#include "tests/unit/store/file_size_limit.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

// UploadReactor and DownloadReactor, which are each other's inverse.
class ArtifactTransferTest : public ServiceFixture {
 protected:
  static constexpr size_t kChunkBytes = size_t{1} << 20;

  void SetUp() override { lease_ = CreateAndLease(); }

  v1::UploadArtifactRequest Header(absl::string_view content) const {
    v1::UploadArtifactRequest message;
    message.mutable_header()->set_attempt(lease_.attempt());
    message.mutable_header()->set_fencing_number(lease_.fencing_number());
    v1::Artifact& artifact = *message.mutable_header()->mutable_artifact();
    artifact.set_file_name("metrics.csv");
    artifact.set_size_bytes(static_cast<int64_t>(content.size()));
    artifact.set_sha256(Sha256Hex(content));
    return message;
  }

  static v1::UploadArtifactRequest Chunk(int64_t offset, absl::string_view data) {
    v1::UploadArtifactRequest message;
    message.mutable_chunk()->set_offset(offset);
    message.mutable_chunk()->set_data(std::string(data));
    message.mutable_chunk()->set_crc32(Crc32(data));
    return message;
  }

  grpc::Status Send(const std::vector<v1::UploadArtifactRequest>& messages) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    v1::UploadArtifactResponse response;
    const auto writer = workers_->UploadArtifact(&context, &response);
    for (const v1::UploadArtifactRequest& message : messages) {
      if (!writer->Write(message)) break;  // the server has ended the call; Finish says why
    }
    writer->WritesDone();
    return writer->Finish();
  }

  grpc::Status Upload(const std::string& content) {
    std::vector<v1::UploadArtifactRequest> messages = {Header(content)};
    for (size_t at = 0; at < content.size(); at += kChunkBytes) {
      messages.push_back(Chunk(static_cast<int64_t>(at), content.substr(at, kChunkBytes)));
    }
    return Send(messages);
  }

  grpc::Status Download(const std::string& name, int64_t offset, std::string& content) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    v1::DownloadArtifactRequest request;
    request.set_name(name);
    request.set_offset(offset);
    const auto reader = artifacts_->DownloadArtifact(&context, request);
    content.clear();
    for (v1::ArtifactChunk chunk; reader->Read(&chunk);) {
      EXPECT_EQ(chunk.offset(), offset + static_cast<int64_t>(content.size()));
      EXPECT_EQ(chunk.crc32(), Crc32(chunk.data()));
      EXPECT_LE(chunk.data().size(), kChunkBytes);
      content += chunk.data();
    }
    return reader->Finish();
  }

  v1::Lease lease_;
};

TEST_F(ArtifactTransferTest, ContentOfSeveralChunksComesBackFromAnyOffset) {
  std::string content(2 * kChunkBytes + 12345, '\0');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + (i >> 9));
  ASSERT_TRUE(Upload(content).ok());
  std::string back;
  ASSERT_TRUE(Download("jobs/1/artifacts/metrics.csv", 0, back).ok());
  EXPECT_TRUE(back == content);
  ASSERT_TRUE(Download("jobs/1/artifacts/metrics.csv", 1500000, back).ok());
  EXPECT_TRUE(back == content.substr(1500000));
}

TEST_F(ArtifactTransferTest, AnEmptyFileIsAnArtifactToo) {
  ASSERT_TRUE(Upload("").ok());
  std::string back = "x";
  ASSERT_TRUE(Download("jobs/1/artifacts/metrics.csv", 0, back).ok());
  EXPECT_EQ(back, "");
}

TEST_F(ArtifactTransferTest, AnUploadedArtifactIsListed) {
  ASSERT_TRUE(Upload("a,b\n").ok());
  v1::ListArtifactsRequest request;
  request.set_parent("jobs/1");
  v1::ListArtifactsResponse response;
  ASSERT_TRUE(
      Call(*artifacts_, &v1::Artifacts::StubInterface::ListArtifacts, request, &response).ok());
  ASSERT_EQ(response.artifacts_size(), 1);
  EXPECT_EQ(response.artifacts(0).name(), "jobs/1/artifacts/metrics.csv");
  EXPECT_EQ(response.artifacts(0).size_bytes(), 4);
}

TEST_F(ArtifactTransferTest, WhatWasDamagedOnItsWayIsRefused) {
  v1::UploadArtifactRequest damaged = Chunk(0, "content");
  damaged.mutable_chunk()->set_crc32(damaged.chunk().crc32() ^ 1);
  EXPECT_EQ(Send({Header("content"), damaged}).error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(Send({Header("content"), Chunk(0, "contend")}).error_code(),
            grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(Send({Header("content"), Chunk(0, "cont")}).error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(store_->ListArtifacts(1)->size(), 0u);
}

TEST_F(ArtifactTransferTest, MessagesOutOfOrderAreRefused) {
  EXPECT_EQ(Send({Chunk(0, "a")}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Send({}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Send({Header("ab"), Header("ab")}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Send({Header("ab"), Chunk(1, "b")}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Send({v1::UploadArtifactRequest()}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactTransferTest, MoreThanTheHeaderAnnouncesIsRefused) {
  EXPECT_EQ(Send({Header("ab"), Chunk(0, "abc")}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Send({Header("ab"), Chunk(0, "ab"), Chunk(2, "c")}).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactTransferTest, AFullDiskIsSaidAndTheArtifactCanBeStoredLater) {
  const std::string content(3 * kChunkBytes, 'x');
  {
    const FileSizeLimit limit(static_cast<int64_t>(kChunkBytes));
    EXPECT_EQ(Upload(content).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
  EXPECT_EQ(store_->ListArtifacts(1)->size(), 0u);
  EXPECT_TRUE(Upload(content).ok());
}

TEST_F(ArtifactTransferTest, AFileThatWasCutShortIsDataLoss) {
  ASSERT_TRUE(Upload("0123456789").ok());
  const std::string sha256 = Sha256Hex("0123456789");
  const std::string path = folder_.path() + "/" + sha256.substr(0, 2) + "/" + sha256;
  ASSERT_EQ(truncate(path.c_str(), 4), 0);
  std::string back;
  EXPECT_EQ(Download("jobs/1/artifacts/metrics.csv", 0, back).error_code(),
            grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(back, "0123");
}

TEST_F(ArtifactTransferTest, ANameThatLeavesItsFolderIsRefused) {
  v1::UploadArtifactRequest header = Header("a");
  header.mutable_header()->mutable_artifact()->set_file_name("../a");
  EXPECT_EQ(Send({header, Chunk(0, "a")}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactTransferTest, AStaleWorkerCannotStore) {
  v1::UploadArtifactRequest header = Header("a");
  header.mutable_header()->set_fencing_number(lease_.fencing_number() + 1);
  EXPECT_EQ(Send({header, Chunk(0, "a")}).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ArtifactTransferTest, BadDownloadsAreErrors) {
  ASSERT_TRUE(Upload("abc").ok());
  std::string back;
  EXPECT_EQ(Download("jobs/1/artifacts/none.csv", 0, back).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Download("metrics.csv", 0, back).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const grpc::Status status = Download("jobs/1/artifacts/metrics.csv", 4, back);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("offset"));
}

}  // namespace
}  // namespace palimpsest
