#include "absl/strings/str_format.h"
#include "client/display/watch_display.h"
#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(PlainWatchDisplayTest, PrintsALineForWhatMattersAndOneForEveryTenthOfTheWay) {
  TestConsole console;
  PlainWatchDisplay display(console.console);
  v1::JobEvent event;
  *event.mutable_job() = QueuedJob(7);
  display.Begin(event);
  *event.mutable_job() = RunningJob(7);
  display.Show(event);
  for (int percent = 0; percent < 25; ++percent) {
    display.Show(Event(absl::StrFormat("progress { phase: TRAINING fraction: 0.%02d }", percent)));
  }
  display.Show(Event("progress { phase: SCALING fraction: 0.25 remaining { seconds: 9 } }"));
  display.Show(Event("metric { name: 'train_loss' value: 1 }"));
  display.End(FailedJob(7));
  EXPECT_EQ(console.out.str(),
            "jobs/7 is queued: lenet5 on fashion-mnist, overlap, 8 bits, 8 shared\n"
            "running: attempt 1 on workers/3\n"
            "training 0 %\n"
            "training 10 %\n"
            "training 20 %\n"
            "scaling 25 %, 9.0s left\n"
            "jobs/7 failed after 3m 00s: crashed: the engine was killed by signal 9\n");
  EXPECT_EQ(console.err.str(), "");
}

TEST(PlainWatchDisplayTest, ANewAttemptTellsItsProgressAnew) {
  TestConsole console;
  PlainWatchDisplay display(console.console);
  v1::JobEvent event;
  *event.mutable_job() = RunningJob(7);
  display.Show(event);
  const v1::JobEvent progress = Event("progress { phase: TRAINING fraction: 0.5 }");
  display.Show(progress);
  display.Show(progress);
  *event.mutable_job()->add_attempts() = event.job().attempts(0);
  display.Show(event);
  display.Show(progress);
  EXPECT_EQ(console.out.str(),
            "running: attempt 1 on workers/3\n"
            "training 50 %\n"
            "running: attempt 2 on workers/3\n"
            "training 50 %\n");
}

}  // namespace
}  // namespace palimpsest
