#include "client/display/json_watch_display.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

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

}  // namespace
}  // namespace palimpsest
