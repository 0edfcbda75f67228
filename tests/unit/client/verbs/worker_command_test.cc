#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"

namespace palimpsest {
namespace {

TEST(WorkerCommandTest, LsShowsWhoComputesWhat) {
  FakeServer server;
  v1::Worker worker;
  worker.set_name("workers/3");
  worker.set_host("lab7");
  worker.set_pid(417);
  worker.set_slot_kind("cpu");
  worker.set_state(v1::Worker::BUSY);
  worker.set_attempt("jobs/17/attempts/1");
  worker.mutable_last_heartbeat_time()->set_seconds(1769861398);
  worker.set_build_id("0.1.0");
  worker.set_libtorch_version("2.11.0");
  server.AddWorker(worker);
  const CliResult result = RunCli(server.address(), {"worker", "ls"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out,
            "WORKER     SLOT  STATE  ATTEMPT             HOST  PID  HEARTBEAT  LIBTORCH  BUILD\n"
            "workers/3  cpu   busy   jobs/17/attempts/1  lab7  417   2.0s ago  2.11.0    0.1.0\n");
  const CliResult json = RunCli(server.address(), {"worker", "ls", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)[0]["state"], "BUSY");
}

}  // namespace
}  // namespace palimpsest
