#include "client/verbs/watch_job.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

class WatchJobTest : public ::testing::Test {
 protected:
  // A job whose whole life is its end.
  void Serve(const v1::Job& job) {
    server_.AddJob(job);
    v1::JobEvent end;
    *end.mutable_job() = job;
    end.set_last(true);
    server_.SetEvents(job.name(), {end});
  }

  absl::StatusOr<ExitCode> Watch() {
    CommandContext context(server_.target(), OutputFormat::kTable, console_.console);
    return WatchJob("jobs/1", cancellation_, context);
  }

  FakeServer server_;
  TestConsole console_;
  Cancellation cancellation_;
};

TEST_F(WatchJobTest, SuccessIsTheExitCode0) {
  Serve(SucceededJob(1));
  EXPECT_EQ(*Watch(), ExitCode::kDone);
  EXPECT_EQ(console_.err.str(), "");
}

TEST_F(WatchJobTest, FailureIsTheExitCode1WithItsReason) {
  Serve(FailedJob(1));
  EXPECT_EQ(*Watch(), ExitCode::kFailedJob);
  EXPECT_EQ(console_.err.str(),
            "palimpsest: jobs/1 failed: crashed: the engine was killed by signal 9\n");
}

TEST_F(WatchJobTest, ACancelledJobIsTheExitCode1) {
  v1::Job job = SucceededJob(1);
  job.clear_result();
  job.set_state(v1::Job::CANCELLED);
  Serve(job);
  EXPECT_EQ(*Watch(), ExitCode::kFailedJob);
  EXPECT_EQ(console_.err.str(), "palimpsest: jobs/1 was cancelled\n");
}

TEST_F(WatchJobTest, AnInterruptSaysThatTheJobGoesOn) {
  server_.AddJob(RunningJob(1));
  std::thread canceller([this] {
    server_.AwaitStalledWatch();
    cancellation_.Cancel();
  });
  EXPECT_EQ(*Watch(), ExitCode::kInterrupted);
  canceller.join();
  EXPECT_EQ(console_.err.str(),
            "palimpsest: jobs/1 goes on; 'palimpsest watch jobs/1' watches it again, 'palimpsest "
            "cancel jobs/1' stops it\n");
}

TEST_F(WatchJobTest, AJobThatIsNotThereIsAnError) {
  EXPECT_EQ(Watch().status(), absl::NotFoundError("no such job: jobs/1"));
}

}  // namespace
}  // namespace palimpsest
