#include "client/artifacts/artifact_download.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kContent[] = "The quick brown fox jumps over the lazy dog";

class ArtifactDownloadTest : public ::testing::Test {
 protected:
  ArtifactDownloadTest() : client_(server_.target()) {
    options_.retry_delay = absl::ZeroDuration();
    artifact_ = server_.AddArtifact("jobs/1", "fox.txt", kContent);
  }

  std::vector<int64_t> RequestedOffsets() {
    std::vector<int64_t> offsets;
    for (const auto& request : server_.download_requests()) offsets.push_back(request.offset());
    return offsets;
  }

  FakeServer server_;
  ApiClient client_;
  DownloadOptions options_;
  v1::Artifact artifact_;
};

TEST_F(ArtifactDownloadTest, ComesWhole) {
  EXPECT_EQ(*DownloadToMemory(client_, artifact_, options_), kContent);
  EXPECT_THAT(RequestedOffsets(), ElementsAre(0));
}

TEST_F(ArtifactDownloadTest, AnEmptyArtifactNeedsNoBytes) {
  const v1::Artifact empty = server_.AddArtifact("jobs/1", "empty", "");
  EXPECT_EQ(*DownloadToMemory(client_, empty, options_), "");
}

TEST_F(ArtifactDownloadTest, GoesOnAfterALostConnectionFromTheLastGoodByte) {
  server_.BreakStreams(/*count=*/2, /*after_messages=*/3);
  EXPECT_EQ(*DownloadToMemory(client_, artifact_, options_), kContent);
  EXPECT_THAT(RequestedOffsets(), ElementsAre(0, 15, 30));
}

TEST_F(ArtifactDownloadTest, AChunkWithAWrongCrcIsFetchedAgain) {
  server_.CorruptNextChunk();
  EXPECT_EQ(*DownloadToMemory(client_, artifact_, options_), kContent);
  EXPECT_THAT(RequestedOffsets(), ElementsAre(0, 0));
}

TEST_F(ArtifactDownloadTest, GivesUpWhenNothingNewComes) {
  artifact_.set_size_bytes(artifact_.size_bytes() + 1);
  const absl::Status status = DownloadToMemory(client_, artifact_, options_).status();
  EXPECT_EQ(status, absl::DataLossError("jobs/1/artifacts/fox.txt: ended after 43 of 44 bytes"));
  EXPECT_EQ(server_.download_requests().size(), 6u);
}

TEST_F(ArtifactDownloadTest, MoreBytesThanAnnouncedAreRefused) {
  artifact_.set_size_bytes(42);
  const absl::Status status = DownloadToMemory(client_, artifact_, options_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than the 42 bytes"));
}

TEST_F(ArtifactDownloadTest, OtherBytesOfTheSameLengthAreFoundBySha256) {
  server_.ReplaceContent(artifact_.name(), std::string(artifact_.size_bytes(), 'x'));
  const absl::Status status = DownloadToMemory(client_, artifact_, options_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("SHA-256"));
}

TEST_F(ArtifactDownloadTest, AnotherErrorOfTheServerIsPassedOn) {
  server_.FailCalls(1, grpc::Status(grpc::StatusCode::NOT_FOUND, "gone"));
  EXPECT_EQ(DownloadToMemory(client_, artifact_, options_).status(), absl::NotFoundError("gone"));
}

TEST_F(ArtifactDownloadTest, TheErrorOfTheReaderEndsIt) {
  EXPECT_EQ(StreamArtifact(client_, artifact_, 0, options_,
                           [](absl::string_view) { return absl::DataLossError("stop"); }),
            absl::DataLossError("stop"));
  EXPECT_EQ(server_.download_requests().size(), 1u);
}

TEST_F(ArtifactDownloadTest, CancellationEndsIt) {
  Cancellation cancellation;
  options_.cancellation = &cancellation;
  EXPECT_EQ(StreamArtifact(client_, artifact_, 0, options_,
                           [&cancellation](absl::string_view) {
                             cancellation.Cancel();
                             return absl::OkStatus();
                           }),
            absl::CancelledError("interrupted"));
}

TEST(FindArtifactTest, AnArtifactIsFoundByItsFileNameOrTheKnownOnesAreNamed) {
  FakeServer server;
  ApiClient client(server.target());
  EXPECT_EQ(FindArtifact(client, "jobs/1", "metrics.csv").status(),
            absl::NotFoundError("jobs/1 has no artifacts: they come when it ends"));
  server.AddArtifact("jobs/1", "metrics.csv", "step\n");
  EXPECT_EQ(FindArtifact(client, "jobs/1", "metrics.csv")->name(), "jobs/1/artifacts/metrics.csv");
  EXPECT_EQ(
      FindArtifact(client, "jobs/1", "metric.csv").status(),
      absl::NotFoundError("jobs/1 has no artifact \"metric.csv\"; did you mean metrics.csv?"));
}

}  // namespace
}  // namespace palimpsest
