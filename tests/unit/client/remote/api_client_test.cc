#include "client/remote/api_client.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

const grpc::Status kUnavailable(grpc::StatusCode::UNAVAILABLE, "restarting");

TEST(ApiClientTest, ACallThatFindsTheServerUnavailableIsTriedAgain) {
  FakeServer server;
  server.AddJob(QueuedJob(1));
  server.FailCalls(4, kUnavailable);
  ApiClient client(server.target());
  const absl::StatusOr<v1::Job> job = client.GetJob("jobs/1");
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->name(), "jobs/1");
  EXPECT_EQ(server.calls(), 5);
}

TEST(ApiClientTest, RetriesEndAndNameTheServer) {
  FakeServer server;
  server.FailCalls(100, kUnavailable);
  ApiClient client(server.target());
  const absl::Status status = client.GetServerInfo().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(server.address()));
  EXPECT_EQ(server.calls(), 5);
}

TEST(ApiClientTest, OtherErrorsAreNotRetried) {
  FakeServer server;
  server.FailCalls(1, grpc::Status(grpc::StatusCode::INTERNAL, "defect"));
  ApiClient client(server.target());
  EXPECT_EQ(client.ListWorkers().status(), absl::InternalError("defect"));
  EXPECT_EQ(server.calls(), 1);
}

TEST(ApiClientTest, AListIsFetchedPageByPageUpToItsLimit) {
  FakeServer server;
  for (int i = 1; i <= 230; ++i) server.AddJob(QueuedJob(i));
  ApiClient client(server.target());
  EXPECT_EQ(client.ListJobs({}, /*limit=*/0)->jobs.size(), 230u);
  EXPECT_EQ(server.calls(), 3);
  const auto newest = client.ListJobs({}, /*limit=*/120);
  ASSERT_EQ(newest->jobs.size(), 120u);
  EXPECT_EQ(newest->total, 230);
  EXPECT_EQ(newest->jobs.front().name(), "jobs/230");
  EXPECT_EQ(newest->jobs.back().name(), "jobs/111");
  EXPECT_EQ(client.ListJobs({v1::Job::FAILED}, /*limit=*/0)->jobs.size(), 0u);
}

TEST(ApiClientTest, AWatchEndsWhenItsReaderHasEnough) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  server.SetEvents("jobs/1", {Event("log { text: 'a' }"), Event("log { text: 'b' }")});
  ApiClient client(server.target());
  Cancellation never;
  int seen = 0;
  EXPECT_TRUE(
      client.WatchJob("jobs/1", 0, never, [&](const v1::JobEvent&) { return ++seen < 2; }).ok());
  EXPECT_EQ(seen, 2);
}

TEST(ApiClientTest, AWatchThatWaitsForEventsCanBeCancelled) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  ApiClient client(server.target());
  Cancellation cancellation;
  std::thread canceller([&] {
    server.AwaitStalledWatch();
    cancellation.Cancel();
  });
  const absl::Status status =
      client.WatchJob("jobs/1", 0, cancellation, [](const v1::JobEvent&) { return true; });
  canceller.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

TEST(ApiClientTest, ADownloadEndsWithTheErrorOfItsReader) {
  FakeServer server;
  const v1::Artifact artifact = server.AddArtifact("jobs/1", "a", "0123456789");
  ApiClient client(server.target());
  Cancellation cancellation;
  EXPECT_EQ(client.DownloadArtifact(
                artifact.name(), 0, cancellation,
                [](const v1::ArtifactChunk&) { return absl::ResourceExhaustedError("disk full"); }),
            absl::ResourceExhaustedError("disk full"));
}

}  // namespace
}  // namespace palimpsest
