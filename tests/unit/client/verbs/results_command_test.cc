#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

class ResultsCommandTest : public ::testing::Test {
 protected:
  ResultsCommandTest() {
    server_.AddJob(SucceededJob(1));
    server_.AddJob(RunningJob(2));
    server_.AddJob(SucceededJob(3));
  }

  FakeServer server_;
};

TEST_F(ResultsCommandTest, ShowsAllThatSucceededByDefault) {
  const CliResult result = RunCli(server_.address(), {"results", "--format", "json"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  const auto rows = nlohmann::json::parse(result.out);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["job"], "jobs/3");
  EXPECT_EQ(rows[1]["job"], "jobs/1");
}

TEST_F(ResultsCommandTest, ShowsTheNamedJobsInTheirOrder) {
  const CliResult result = RunCli(
      server_.address(), {"results", "2", "jobs/1", "--columns", "job,state", "--format", "csv"});
  EXPECT_EQ(result.out, "job,state\njobs/2,RUNNING\njobs/1,SUCCEEDED\n");
}

TEST_F(ResultsCommandTest, TheLimitCountsForNamedJobsToo) {
  v1::Job newest = SucceededJob(4);
  newest.mutable_create_time()->set_seconds(newest.create_time().seconds() + 1);
  server_.AddJob(newest);
  const CliResult result = RunCli(server_.address(), {"results", "3", "4", "1", "--limit", "1",
                                                      "--columns", "job", "--format", "csv"});
  EXPECT_EQ(result.out, "job\njobs/4\n");
}

TEST_F(ResultsCommandTest, TheTableHasTheColumnsThatFitAndTheOthersHaveAll) {
  const CliResult table = RunCli(server_.address(), {"results", "--limit", "1"});
  EXPECT_EQ(
      table.out,
      "JOB     NAME         STATE      MODEL   STRATEGY  BITS  SHARED BITS    FLOAT    PLAIN  "
      "ONE SHOT    FINAL  CELLS PER WEIGHT  CAPACITY FACTOR  EQUAL BITS  EQUAL FINAL  SEED  "
      "RUN TIME\n"
      "jobs/3  first light  SUCCEEDED  lenet5  overlap      8            8  91.20 %  91.10 %   "
      "85.00 %  91.01 %             4.190            1.909           4      90.00 %     1    "
      "3m 00s\n");
  EXPECT_THAT(RunCli(server_.address(), {"results", "--format", "csv"}).out,
              ::testing::StartsWith("job,name,state,model,"));
}

TEST_F(ResultsCommandTest, BadArgumentsAreErrors) {
  EXPECT_EQ(RunCli(server_.address(), {"results", "--columns", "jop"}).err,
            "palimpsest: --columns: unknown column \"jop\"; did you mean job?\n");
  EXPECT_EQ(RunCli(server_.address(), {"results", "9"}).exit_code, ExitCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest
