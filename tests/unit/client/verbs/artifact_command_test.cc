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

TEST_F(ArtifactCommandTest, WhatIsNotThereIsTheExitCode4) {
  const CliResult result = RunCli(server_.address(), {"artifact", "get", "1", "metric.csv"});
  EXPECT_EQ(result.exit_code, ExitCode::kNotFound);
  EXPECT_EQ(result.err,
            "palimpsest: jobs/1 has no artifact \"metric.csv\"; did you mean metrics.csv?\n");
  EXPECT_EQ(RunCli(server_.address(), {"artifact", "verify", "1"}).exit_code, ExitCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest
