#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(ShowCommandTest, ShowsAJobByItsNumberOrItsName) {
  FakeServer server;
  server.AddJob(SucceededJob(17));
  for (const char* name : {"17", "jobs/17"}) {
    const CliResult result = RunCli(server.address(), {"show", name});
    EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
    EXPECT_THAT(result.out, ::testing::StartsWith("jobs/17     first light\n"));
    EXPECT_THAT(result.out, ::testing::HasSubstr("CLIP (ALPHA)"));
  }
}

TEST(ShowCommandTest, JsonIsTheMessageOfTheApi) {
  FakeServer server;
  server.AddJob(SucceededJob(17));
  const auto job =
      nlohmann::json::parse(RunCli(server.address(), {"--format", "json", "show", "17"}).out);
  for (const char* name : {"float_accuracy", "plain_accuracy", "one_shot_accuracy",
                           "final_accuracy", "cells_per_weight", "capacity_factor"}) {
    EXPECT_TRUE(job["result"][name].is_number()) << name;
  }
  for (const char* name : {"alpha", "delta", "sqnr_db"}) {
    EXPECT_TRUE(job["result"]["layers"][0][name].is_number()) << name;
  }
}

TEST(ShowCommandTest, AJobThatIsNotThereIsTheExitCode4AndABadNameTheExitCode2) {
  FakeServer server;
  const CliResult missing = RunCli(server.address(), {"show", "99"});
  EXPECT_EQ(missing.exit_code, ExitCode::kNotFound);
  EXPECT_EQ(missing.err, "palimpsest: no such job: jobs/99\n");
  const CliResult bad = RunCli(server.address(), {"show", "abc"});
  EXPECT_EQ(bad.exit_code, ExitCode::kUsage);
  EXPECT_EQ(bad.err, "palimpsest: JOB: expected a job like 17 or jobs/17, got \"abc\"\n");
  EXPECT_EQ(RunCli(server.address(), {"show"}).exit_code, ExitCode::kUsage);
}

}  // namespace
}  // namespace palimpsest
