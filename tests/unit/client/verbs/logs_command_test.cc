#include <signal.h>
#include <unistd.h>

#include <thread>

#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(LogsCommandTest, PrintsAllLinesOfAJobThatHasEnded) {
  FakeServer server;
  server.AddJob(FailedJob(1));
  v1::JobEvent end;
  *end.mutable_job() = FailedJob(1);
  end.set_last(true);
  server.SetEvents(
      "jobs/1",
      {Event("time { seconds: 1769860800 } log { severity: INFO text: 'one' }"),
       Event("metric { name: 'train_loss' }"),
       Event("time { seconds: 1769860801 } log { severity: ERROR text: 't\\nwo' }"), end});
  const CliResult result = RunCli(server.address(), {"logs", "1"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out,
            "2026-01-31 12:00:00 INFO one\n"
            "2026-01-31 12:00:01 ERROR t\\nwo\n"
            "2026-01-31 12:03:05 ERROR jobs/1 failed: crashed: the engine was killed by signal "
            "9\n");
  EXPECT_EQ(result.err, "");
}

TEST(LogsCommandTest, FollowsAJobThatRunsUntilCtrlC) {
  FakeServer server;
  server.AddJob(RunningJob(1));
  server.SetEvents("jobs/1", {Event("log { severity: INFO text: 'one' }")});
  std::thread interrupter([&server] {
    server.AwaitStalledWatch();
    kill(getpid(), SIGINT);
  });
  const CliResult result = RunCli(server.address(), {"logs", "1"});
  interrupter.join();
  EXPECT_EQ(static_cast<int>(result.exit_code), 130);
  EXPECT_EQ(result.err, "");
}

TEST(LogsCommandTest, AJobThatIsNotThereIsTheExitCode4) {
  FakeServer server;
  EXPECT_EQ(RunCli(server.address(), {"logs", "1"}).exit_code, ExitCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest
