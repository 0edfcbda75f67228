#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

class LsCommandTest : public ::testing::Test {
 protected:
  LsCommandTest() {
    server_.AddJob(SucceededJob(1));
    server_.AddJob(RunningJob(2));
    server_.AddJob(QueuedJob(3));
  }

  FakeServer server_;
};

TEST_F(LsCommandTest, ListsTheNewestFirst) {
  const CliResult result = RunCli(server_.address(), {"ls"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(
      result.out,
      "JOB     NAME         STATE                       MODEL   DATASET        STRATEGY    FINAL  "
      "  SUBMITTED  USER\n"
      "jobs/3  first light  queued                      lenet5  fashion-mnist  overlap         -  "
      "10m 00s ago  ada\n"
      "jobs/2  first light  training 34 %, 1m 10s left  lenet5  fashion-mnist  overlap         -  "
      "10m 00s ago  ada\n"
      "jobs/1  first light  succeeded                   lenet5  fashion-mnist  overlap   91.01 %  "
      "10m 00s ago  ada\n");
}

TEST_F(LsCommandTest, StatesAndLimitSelect) {
  const CliResult two = RunCli(
      server_.address(), {"ls", "--state", "queued", "--state", "RUNNING", "--format", "json"});
  const auto jobs = nlohmann::json::parse(two.out);
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0]["name"], "jobs/3");
  EXPECT_EQ(jobs[1]["name"], "jobs/2");
  const CliResult one = RunCli(server_.address(), {"ls", "--limit", "1", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(one.out).size(), 1u);
}

TEST_F(LsCommandTest, SaysWhenThereAreMoreThanItShows) {
  const CliResult one = RunCli(server_.address(), {"ls", "--limit", "1"});
  EXPECT_EQ(one.err, "palimpsest: the newest 1 of 3; --limit 0 lists all\n");
  EXPECT_THAT(one.out, ::testing::Not(::testing::HasSubstr("--limit")));
  EXPECT_EQ(RunCli(server_.address(), {"ls", "--limit", "1", "--state", "queued"}).err, "");
  EXPECT_EQ(RunCli(server_.address(), {"ls"}).err, "");
  EXPECT_EQ(RunCli(server_.address(), {"ls", "--limit", "2", "--format", "json"}).err,
            "palimpsest: the newest 2 of 3; --limit 0 lists all\n");
}

TEST_F(LsCommandTest, ALimitLargerThanAPageCounts) {
  for (int number = 4; number <= 230; ++number) server_.AddJob(QueuedJob(number));
  const CliResult result = RunCli(server_.address(), {"ls", "--limit", "205", "--format", "json"});
  const auto jobs = nlohmann::json::parse(result.out);
  ASSERT_EQ(jobs.size(), 205u);
  EXPECT_EQ(jobs[0]["name"], "jobs/230");
  EXPECT_EQ(jobs[204]["name"], "jobs/26");
}

TEST_F(LsCommandTest, BadArgumentsAreUsageErrors) {
  const CliResult state = RunCli(server_.address(), {"ls", "--state", "done"});
  EXPECT_EQ(state.exit_code, ExitCode::kUsage);
  EXPECT_THAT(state.err, ::testing::HasSubstr("--state: unknown state \"done\""));
  const CliResult limit = RunCli(server_.address(), {"ls", "--limit", "-3"});
  EXPECT_EQ(limit.exit_code, ExitCode::kUsage);
  EXPECT_THAT(limit.err,
              ::testing::HasSubstr("--limit: expected a whole number of at least 0, got \"-3\""));
}

}  // namespace
}  // namespace palimpsest
