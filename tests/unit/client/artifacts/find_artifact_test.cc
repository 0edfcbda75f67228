#include "client/artifacts/find_artifact.h"

#include "gtest/gtest.h"
#include "tests/unit/client/fake_jobs_server.h"

namespace palimpsest {
namespace {

TEST(FindArtifactTest, AnArtifactIsFoundByItsFileNameOrTheKnownOnesAreNamed) {
  FakeJobsServer server;
  JobsClient client(server.address());
  EXPECT_EQ(FindArtifact(client, "jobs/1", "metrics.csv").status(),
            absl::NotFoundError("jobs/1 has no artifacts: it has them once it has succeeded"));
  server.AddArtifact("jobs/1", "metrics.csv", "step\n");
  EXPECT_EQ(FindArtifact(client, "jobs/1", "metrics.csv")->name(), "jobs/1/artifacts/metrics.csv");
  EXPECT_EQ(
      FindArtifact(client, "jobs/1", "metric.csv").status(),
      absl::NotFoundError("jobs/1 has no artifact \"metric.csv\"; did you mean metrics.csv?"));
}

}  // namespace
}  // namespace palimpsest
