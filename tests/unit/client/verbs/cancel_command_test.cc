#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(CancelCommandTest, SaysHowTheJobStandsNow) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  const CliResult result = RunCli(server.address(), {"cancel", "1"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out, "jobs/1 is cancelling\n");
  const CliResult json = RunCli(server.address(), {"cancel", "1", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["state"], "CANCELLING");
}

TEST(CancelCommandTest, AskedForSeveralItAsksAllWhateverBecomesOfOne) {
  FakeServer server;
  server.AddJob(SucceededJob(1));
  server.AddJob(RunningJob(2));
  server.AddJob(QueuedJob(3));
  const CliResult result = RunCli(server.address(), {"cancel", "1", "2", "jobs/3"});
  EXPECT_EQ(result.exit_code, ExitCode::kIllegalState);
  EXPECT_EQ(result.out, "jobs/2 is cancelling\njobs/3 is cancelling\n");
  EXPECT_EQ(result.err, "palimpsest: jobs/1 has ended already\n");
  const CliResult json = RunCli(server.address(), {"cancel", "2", "3", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out).size(), 2u);
}

TEST(CancelCommandTest, ABadArgumentCancelsNothing) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  const CliResult result = RunCli(server.address(), {"cancel", "1", "x"});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(server.calls(), 0);
}

TEST(CancelCommandTest, AJobThatHasEndedIsTheExitCode6) {
  FakeServer server;
  server.AddJob(SucceededJob(1));
  const CliResult result = RunCli(server.address(), {"cancel", "1"});
  EXPECT_EQ(result.exit_code, ExitCode::kIllegalState);
  EXPECT_EQ(result.err, "palimpsest: jobs/1 has ended already\n");
}

}  // namespace
}  // namespace palimpsest
