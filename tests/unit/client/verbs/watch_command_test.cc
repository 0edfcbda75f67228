#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(WatchCommandTest, JsonIsOneEventALine) {
  FakeServer server;
  server.AddJob(SucceededJob(1));
  v1::JobEvent end;
  *end.mutable_job() = SucceededJob(1);
  end.set_last(true);
  server.SetEvents("jobs/1", {Event("log { text: 'a' }"), end});
  const CliResult result = RunCli(server.address(), {"watch", "1", "--format", "json"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  std::istringstream lines(result.out);
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0]["job"]["name"], "jobs/1");
  EXPECT_EQ(events[1]["log"]["text"], "a");
  EXPECT_EQ(events[2]["last"], true);
}

TEST(WatchCommandTest, SeveralJobsAreWatchedOneAfterTheOther) {
  FakeServer server;
  for (const v1::Job& job : {FailedJob(1), SucceededJob(2)}) {
    server.AddJob(job);
    v1::JobEvent end;
    *end.mutable_job() = job;
    end.set_last(true);
    server.SetEvents(job.name(), {end});
  }
  const CliResult result = RunCli(server.address(), {"watch", "1", "2"});
  EXPECT_EQ(result.exit_code, ExitCode::kFailedJob);
  EXPECT_THAT(result.out, ::testing::ContainsRegex("jobs/1 failed after.*\njobs/2 is succeeded"));
  EXPECT_THAT(result.out, ::testing::HasSubstr("jobs/2 succeeded in 3m 00s"));
  EXPECT_THAT(result.err, ::testing::StartsWith("palimpsest: jobs/1 failed: crashed: "));
}

TEST(WatchCommandTest, CtrlCLeavesTheJobRunning) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  std::thread interrupter([&server] {
    server.AwaitStalledWatch();
    kill(getpid(), SIGINT);
  });
  const CliResult result = RunCli(server.address(), {"watch", "1"});
  interrupter.join();
  EXPECT_EQ(static_cast<int>(result.exit_code), 130);
  EXPECT_THAT(result.err, ::testing::StartsWith("palimpsest: jobs/1 goes on; "));
}

}  // namespace
}  // namespace palimpsest
