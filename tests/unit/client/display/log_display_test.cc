#include "client/display/log_display.h"

#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(LogDisplayTest, ShowsLogLinesOnly) {
  TestConsole console;
  LogDisplay display(OutputFormat::kTable, console.console);
  display.Show(Event("progress { fraction: 0.5 }"));
  display.Show(Event("time { seconds: 1769860800 } log { severity: WARNING text: 'a\\033[2J' }"));
  display.Note("the connection is lost");
  EXPECT_EQ(console.out.str(), "2026-01-31 12:00:00 WARNING a\\x1b[2J\n");
  EXPECT_EQ(console.err.str(), "palimpsest: the connection is lost\n");
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
