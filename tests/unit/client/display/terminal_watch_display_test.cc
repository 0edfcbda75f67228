#include "client/display/watch_display.h"
#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

// What is new on the console since the last call, with the control code spelled out.
std::string New(TestConsole& console) {
  std::string text = console.out.str();
  console.out.str("");
  for (size_t at; (at = text.find("\r\x1b[K")) != std::string::npos;)
    text.replace(at, 4, "<CLEAR>");
  return text;
}

TEST(TerminalWatchDisplayTest, RedrawsTheBarInPlaceAndKeepsLinesAboveIt) {
  TestConsole console(/*is_terminal=*/true, /*columns=*/60);
  TerminalWatchDisplay display(console.console);
  v1::JobEvent event;
  *event.mutable_job() = QueuedJob(7);
  display.Begin(event);
  EXPECT_EQ(New(console),
            "<CLEAR>jobs/7 is queued: lenet5 on fashion-mnist, overlap, 8 bits, 8 shared\n"
            "<CLEAR>jobs/7 queued     [>                                ]   0 %");
  display.Show(Event("progress { phase: TRAINING fraction: 0.5 remaining { seconds: 70 } }"));
  EXPECT_EQ(New(console), "<CLEAR>jobs/7 training   [==========>         ]  50 %, 1m 10s left");
  display.Show(Event("log { text: 'hello' }"));
  EXPECT_EQ(New(console),
            "<CLEAR>hello\n<CLEAR>jobs/7 training   [==========>         ]  50 %, 1m 10s left");
  display.End(SucceededJob(7));
  EXPECT_EQ(New(console),
            "<CLEAR>jobs/7 succeeded in 3m 00s: float 91.20 %, one shot 85.00 %, final 91.01 %, "
            "1.91x capacity\n");
}

TEST(TerminalWatchDisplayTest, ShowsTheNewestTrainingMetricWhereThereIsRoom) {
  TestConsole console(/*is_terminal=*/true, /*columns=*/100);
  TerminalWatchDisplay display(console.console);
  display.Show(Event("metric { name: 'train_loss' value: 0.5 }"));
  display.Show(Event("metric { name: 'learning_rate' value: 0.1 }"));
  EXPECT_NE(New(console).find("0 %, train_loss 0.5000"), std::string::npos);
}

TEST(TerminalWatchDisplayTest, ANewAttemptsBarBeginsAnew) {
  TestConsole console(/*is_terminal=*/true, /*columns=*/60);
  TerminalWatchDisplay display(console.console);
  v1::JobEvent event;
  *event.mutable_job() = RunningJob(7);
  display.Begin(event);
  display.Show(Event("progress { phase: TRAINING fraction: 0.5 remaining { seconds: 70 } }"));
  display.Show(Event("metric { name: 'train_loss' value: 0.5 }"));
  *event.mutable_job()->add_attempts() = event.job().attempts(0);
  event.mutable_job()->clear_progress();
  New(console);
  display.Show(event);
  EXPECT_EQ(New(console),
            "<CLEAR>running: attempt 2 on workers/3\n"
            "<CLEAR>jobs/7 running    [>                                ]   0 %");
}

TEST(TerminalWatchDisplayTest, ClearsTheBarWhenAbandoned) {
  TestConsole console(/*is_terminal=*/true);
  TerminalWatchDisplay display(console.console);
  display.Abandon();
  EXPECT_EQ(New(console), "<CLEAR>");
}

}  // namespace
}  // namespace palimpsest
