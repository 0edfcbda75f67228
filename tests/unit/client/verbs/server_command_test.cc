#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"

namespace palimpsest {
namespace {

TEST(ServerCommandTest, StatusShowsWhatTheServerIsAndHasToDo) {
  FakeServer server;
  v1::ServerInfo info;
  info.set_build_id("0.1.0");
  info.mutable_start_time()->set_seconds(1769861400 - 7620);
  info.set_database_path("/data/palimpsest.db");
  info.set_artifact_dir("/data/artifacts");
  info.set_schema_version(1);
  info.set_queued_jobs(2);
  info.set_running_jobs(1);
  info.set_ended_jobs(40);
  info.set_workers(1);
  info.add_models("lenet5");
  info.add_models("mlp");
  info.add_datasets("fashion-mnist");
  info.add_strategies("overlap");
  server.SetInfo(info);
  const CliResult result = RunCli(server.address(), {"server", "status"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out, "server      " + server.address() +
                            "\n"
                            "build       0.1.0\n"
                            "up for      2h 07m\n"
                            "jobs        2 queued, 1 running, 40 ended\n"
                            "workers     1\n"
                            "database    /data/palimpsest.db (schema 1)\n"
                            "artifacts   /data/artifacts\n"
                            "models      lenet5, mlp\n"
                            "datasets    fashion-mnist\n"
                            "strategies  overlap\n");
  const CliResult json = RunCli(server.address(), {"server", "status", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["ended_jobs"], "40");
}

}  // namespace
}  // namespace palimpsest
