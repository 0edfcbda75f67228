#include <nlohmann/json.hpp>

#include "common/base/files.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"

namespace palimpsest {
namespace {

class ArtifactCommandTest : public ::testing::Test {
 protected:
  ArtifactCommandTest() { server_.AddArtifact("jobs/1", "metrics.csv", "step,loss\n"); }

  TemporaryDirectory directory_;
  FakeServer server_;
};

TEST_F(ArtifactCommandTest, LsNamesSizesAndHashes) {
  const CliResult result = RunCli(server_.address(), {"artifact", "ls", "1"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out,
            "NAME         SIZE  SHA-256\nmetrics.csv  10 B  " + Sha256Hex("step,loss\n") + "\n");
  const CliResult json = RunCli(server_.address(), {"artifact", "ls", "1", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)[0]["file_name"], "metrics.csv");
}

TEST_F(ArtifactCommandTest, GetWritesTheFile) {
  const std::string path = directory_.path() + "/out.csv";
  const CliResult result =
      RunCli(server_.address(), {"artifact", "get", "jobs/1", "metrics.csv", "-o", path});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out, path + ": 10 B, SHA-256 " + Sha256Hex("step,loss\n") + "\n");
  EXPECT_EQ(*ReadFile(path), "step,loss\n");
}

TEST_F(ArtifactCommandTest, GetWritesTheContentAloneToStandardOutput) {
  for (const char* format : {"table", "json"}) {
    const CliResult result = RunCli(
        server_.address(), {"artifact", "get", "1", "metrics.csv", "-o", "-", "--format", format});
    EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
    EXPECT_EQ(result.out, "step,loss\n");
    EXPECT_EQ(result.err, "");
  }
}

TEST_F(ArtifactCommandTest, NothingIsAddedToWhatGoesToADevice) {
  for (const char* format : {"table", "json"}) {
    const CliResult result = RunCli(server_.address(), {"artifact", "get", "1", "metrics.csv", "-o",
                                                        "/dev/null", "--format", format});
    EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(ArtifactCommandTest, FilesOfTwoJobsDoNotOverwriteEachOtherUnasked) {
  server_.AddArtifact("jobs/2", "metrics.csv", "other\n");
  const std::string folder = directory_.path();
  ASSERT_EQ(RunCli(server_.address(), {"artifact", "get", "1", "metrics.csv", "-o", folder}).err,
            "");
  const std::vector<std::string> second = {"artifact", "get", "2", "metrics.csv", "-o", folder};
  const CliResult refused = RunCli(server_.address(), second);
  EXPECT_EQ(refused.exit_code, ExitCode::kUsage);
  EXPECT_EQ(refused.err, "palimpsest: " + folder +
                             "/metrics.csv exists and holds something else: name another file with "
                             "-o, or replace it with --force\n");
  EXPECT_EQ(*ReadFile(folder + "/metrics.csv"), "step,loss\n");
  std::vector<std::string> forced = second;
  forced.push_back("--force");
  EXPECT_EQ(RunCli(server_.address(), forced).exit_code, ExitCode::kDone);
  EXPECT_EQ(*ReadFile(folder + "/metrics.csv"), "other\n");
}

TEST_F(ArtifactCommandTest, GetAllPutsTheFilesOfEachJobIntoAFolderOfItsOwn) {
  server_.AddArtifact("jobs/1", "model.safetensors", "m");
  server_.AddArtifact("jobs/2", "metrics.csv", "other\n");
  const std::string folder = directory_.path() + "/runs";
  const CliResult result =
      RunCli(server_.address(), {"artifact", "get", "--all", "1", "jobs/2", "-o", folder});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(*ReadFile(folder + "/job1/metrics.csv"), "step,loss\n");
  EXPECT_EQ(*ReadFile(folder + "/job1/model.safetensors"), "m");
  EXPECT_EQ(*ReadFile(folder + "/job2/metrics.csv"), "other\n");
  const CliResult again = RunCli(
      server_.address(), {"artifact", "get", "--all", "1", "2", "-o", folder, "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(again.out).size(), 3u);
  const CliResult none = RunCli(server_.address(), {"artifact", "get", "--all", "3", "-o", folder});
  EXPECT_EQ(none.err, "palimpsest: jobs/3 has no artifacts: they come when it ends\n");
}

TEST_F(ArtifactCommandTest, WhatCannotBeOneFileIsRefused) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"1"}, "NAME: say which file"},
      {{"1", "a", "b", "-o", "-"}, "--output: - takes one file"},
      {{"1", "--all", "-o", "-"}, "--output: - takes one file"},
      {{"1", "a", "b", "-o", "out.csv"}, "--output: \"out.csv\" is no folder"},
      {{"1", "a", "-o", ""}, "--output: the path is empty"}};
  for (const auto& [arguments, error] : cases) {
    std::vector<std::string> command = {"artifact", "get"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const CliResult result = RunCli(server_.address(), command);
    EXPECT_EQ(result.exit_code, ExitCode::kUsage);
    EXPECT_THAT(result.err, ::testing::HasSubstr(error));
  }
}

TEST_F(ArtifactCommandTest, WhatIsNotThereIsTheExitCode4) {
  const CliResult result = RunCli(server_.address(), {"artifact", "get", "1", "metric.csv"});
  EXPECT_EQ(result.exit_code, ExitCode::kNotFound);
  EXPECT_EQ(result.err,
            "palimpsest: jobs/1 has no artifact \"metric.csv\"; did you mean metrics.csv?\n");
  EXPECT_EQ(RunCli(server_.address(), {"artifact", "verify", "1"}).exit_code, ExitCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest
