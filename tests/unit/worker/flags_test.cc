#include "server/worker/flags.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Pair;

// The message of the error that CLI11 throws, or "" for a good command line.
std::string Parse(std::vector<std::string> arguments, WorkerFlags& flags) {
  arguments.insert(arguments.begin(), "palimpsest-worker");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  CLI::App app;
  AddFlags(app, flags);
  try {
    app.parse(static_cast<int>(argv.size()), argv.data());
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "";
}

std::vector<std::string> Required(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"--server", "localhost:1", "--work-dir",
                                        "/w",       "--cache-dir", "/c"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(WorkerFlagsTest, EveryFlagSetsItsOption) {
  WorkerFlags flags;
  ASSERT_EQ(Parse(Required({"--slot", "cuda:1", "--dataset", "a=/x=y", "--dataset", "b=/z",
                            "--engine", "/e", "--threads", "3", "--parent-fd", "5",
                            "--jobs-per-engine", "7", "--cancel-grace", "1500ms"}),
                  flags),
            "");
  EXPECT_EQ(flags.options.server_address.text(), "localhost:1");
  EXPECT_EQ(flags.options.slot.kind, "cuda");
  EXPECT_EQ(flags.options.slot.device, "1");
  EXPECT_EQ(flags.options.attempt.work_dir, "/w");
  EXPECT_EQ(flags.options.attempt.cache_dir, "/c");
  EXPECT_THAT(flags.options.attempt.datasets, ElementsAre(Pair("a", "/x=y"), Pair("b", "/z")));
  EXPECT_EQ(flags.options.engine.program, "/e");
  EXPECT_EQ(flags.options.engine.threads, 3);
  EXPECT_EQ(flags.parent_fd, 5);
  EXPECT_EQ(flags.options.jobs_per_engine, 7);
  EXPECT_EQ(flags.options.attempt.cancel_grace, absl::Milliseconds(1500));
}

TEST(WorkerFlagsTest, TheEngineIsTheOneBesideTheWorker) {
  WorkerFlags flags;
  ASSERT_EQ(Parse(Required({}), flags), "");
  EXPECT_THAT(flags.options.engine.program, EndsWith("/tests/palimpsest-engine"));
  EXPECT_EQ(flags.options.slot.kind, "cpu");
  EXPECT_GE(flags.options.engine.threads, 1);
  EXPECT_EQ(flags.parent_fd, -1);
}

TEST(WorkerFlagsTest, ABadValueIsRefusedByName) {
  const struct {
    std::vector<std::string> arguments;
    std::string message;
  } rows[] = {{{"--slot", "tpu"}, "--slot: \"tpu\""},
              {{"--slot", "cuda:0,1"}, "\"cuda:0,1\" is not a slot"},
              {{"--dataset", "nameonly"}, "\"nameonly\" is not NAME=DIR"},
              {{"--dataset", "=dir"}, "\"=dir\" is not NAME=DIR"},
              {{"--threads", "0"}, "--threads"},
              {{"--cancel-grace", "10"}, "\"10\" is not a duration"},
              {{"--cancel-grace", "-1s"}, "\"-1s\" is not a duration"},
              {{"--parent-fd", "-2"}, "--parent-fd"},
              {{"--jobs-per-engine", "0"}, "--jobs-per-engine"}};
  for (const auto& row : rows) {
    WorkerFlags flags;
    EXPECT_THAT(Parse(Required(row.arguments), flags), HasSubstr(row.message));
  }
}

TEST(WorkerFlagsTest, TheServerIsRequired) {
  WorkerFlags flags;
  EXPECT_THAT(Parse({"--work-dir", "/w", "--cache-dir", "/c"}, flags), HasSubstr("--server"));
}

}  // namespace
}  // namespace palimpsest
