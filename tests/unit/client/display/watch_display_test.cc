#include "client/display/watch_display.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string OutputFor(OutputFormat format, bool is_terminal) {
  TestConsole console(is_terminal);
  v1::JobEvent event;
  *event.mutable_job() = RunningJob(1);
  MakeWatchDisplay(format, console.console)->Begin(event);
  return console.out.str();
}

TEST(WatchDisplayTest, JsonHasLinesAlsoOnATerminal) {
  EXPECT_THAT(OutputFor(OutputFormat::kJson, true), HasSubstr("{\"sequence\":\"0\""));
}

TEST(WatchDisplayTest, OnlyATerminalGetsControlCodes) {
  EXPECT_THAT(OutputFor(OutputFormat::kTable, true), HasSubstr("\r\x1b[K"));
  EXPECT_THAT(OutputFor(OutputFormat::kTable, false), Not(HasSubstr("\x1b")));
}

// What every display must hold.
class EveryWatchDisplayTest : public ::testing::TestWithParam<std::pair<OutputFormat, bool>> {};

TEST_P(EveryWatchDisplayTest, ShowsAWholeLifeAndEndsWithALineBreak) {
  TestConsole console(GetParam().second);
  const auto display = MakeWatchDisplay(GetParam().first, console.console);
  v1::JobEvent event;
  *event.mutable_job() = QueuedJob(1);
  display->Begin(event);
  *event.mutable_job() = RunningJob(1);
  display->Show(event);
  display->Show(Event("progress { phase: TRAINING fraction: 0.5 }"));
  display->Show(Event("log { severity: WARNING text: 'watch out' }"));
  display->Note("the connection is lost");
  *event.mutable_job() = SucceededJob(1);
  display->Show(event);
  display->End(SucceededJob(1));
  const std::string out = console.out.str();
  EXPECT_THAT(out, HasSubstr("watch out"));
  EXPECT_EQ(out.back(), '\n');
  EXPECT_THAT(out + console.err.str(), HasSubstr("the connection is lost"));
}

TEST_P(EveryWatchDisplayTest, LeavesNothingHalfDrawnWhenAbandoned) {
  TestConsole console(GetParam().second);
  const auto display = MakeWatchDisplay(GetParam().first, console.console);
  v1::JobEvent event;
  *event.mutable_job() = QueuedJob(1);
  display->Begin(event);
  display->Abandon();
  const std::string out = console.out.str();
  const size_t last_line = out.find_last_of("\n");
  EXPECT_THAT(out.substr(last_line + 1),
              ::testing::AnyOf(IsEmpty(), ::testing::EndsWith("\r\x1b[K")));
}

TEST_P(EveryWatchDisplayTest, CanShowNothingOnceTheOutputFails) {
  TestConsole console(GetParam().second);
  const auto display = MakeWatchDisplay(GetParam().first, console.console);
  EXPECT_TRUE(display->CanShow());
  console.out.setstate(std::ios::badbit);
  EXPECT_FALSE(display->CanShow());
}

INSTANTIATE_TEST_SUITE_P(AllDisplays, EveryWatchDisplayTest,
                         ::testing::Values(std::make_pair(OutputFormat::kTable, false),
                                           std::make_pair(OutputFormat::kTable, true),
                                           std::make_pair(OutputFormat::kJson, false)));

TEST(JsonWatchDisplayTest, EveryEventIsALineAndNotesDoNotDisturb) {
  TestConsole console;
  JsonWatchDisplay display(console.console);
  v1::JobEvent event;
  *event.mutable_job() = QueuedJob(7);
  display.Begin(event);
  display.Show(Event("sequence: 2 metric { name: 'train_loss' step: 3 value: 0.5 }"));
  display.Note("the connection is lost");
  display.End(SucceededJob(7));
  std::istringstream lines(console.out.str());
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(nlohmann::json::parse(line)["job"]["name"], "jobs/7");
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(nlohmann::json::parse(line)["metric"]["value"], 0.5);
  EXPECT_FALSE(std::getline(lines, line)) << line;
  EXPECT_EQ(console.err.str(), "palimpsest: the connection is lost\n");
}

TEST(LogDisplayTest, ShowsLogLinesOnly) {
  TestConsole console;
  LogDisplay display(OutputFormat::kTable, console.console);
  display.Show(Event("progress { fraction: 0.5 }"));
  display.Show(Event("time { seconds: 1769860800 } log { severity: WARNING text: 'a\\033[2J' }"));
  display.Note("the connection is lost");
  EXPECT_EQ(console.out.str(), "2026-01-31 12:00:00 WARNING a\\x1b[2J\n");
  EXPECT_EQ(console.err.str(), "palimpsest: the connection is lost\n");
}

TEST(LogDisplayTest, TheFailureOfAJobIsItsLastLine) {
  TestConsole console;
  LogDisplay display(OutputFormat::kTable, console.console);
  display.End(SucceededJob(7));
  EXPECT_EQ(console.out.str(), "");
  display.End(FailedJob(7));
  EXPECT_EQ(
      console.out.str(),
      "2026-01-31 12:03:05 ERROR jobs/7 failed: crashed: the engine was killed by signal 9\n");
  TestConsole json_console;
  LogDisplay(OutputFormat::kJson, json_console.console).End(FailedJob(7));
  EXPECT_EQ(nlohmann::json::parse(json_console.out.str())["job"]["failure"]["kind"], "CRASHED");
}

TEST(LogDisplayTest, JsonIsOneEventALine) {
  TestConsole console;
  LogDisplay display(OutputFormat::kJson, console.console);
  display.Show(Event("progress { fraction: 0.5 }"));
  display.Show(Event("sequence: 2 log { severity: INFO text: 'one' }"));
  EXPECT_EQ(nlohmann::json::parse(console.out.str())["log"]["text"], "one");
}

}  // namespace
}  // namespace palimpsest
