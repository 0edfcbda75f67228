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

TEST(CancelCommandTest, AJobThatHasEndedIsTheExitCode6) {
  FakeServer server;
  server.AddJob(SucceededJob(1));
  const CliResult result = RunCli(server.address(), {"cancel", "1"});
  EXPECT_EQ(result.exit_code, ExitCode::kIllegalState);
  EXPECT_EQ(result.err, "palimpsest: jobs/1 has ended already\n");
}

}  // namespace
}  // namespace palimpsest
