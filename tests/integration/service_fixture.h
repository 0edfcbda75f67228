#ifndef PALIMPSEST_TESTS_INTEGRATION_SERVICE_FIXTURE_H_
#define PALIMPSEST_TESTS_INTEGRATION_SERVICE_FIXTURE_H_

#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.pb.h"
#include "tests/support/jobs_client.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {

// A server with its workers and engines, all real processes, on a data folder of the test's own.
class ServiceFixture : public ::testing::Test {
 protected:
  ServiceFixture() { options_.data_dir = folder_.File("data"); }

  // Starts the server; again, on the same data, after it has ended.
  void StartServer() {
    server_.reset();
    auto server = ServerProcess::Start(options_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    jobs_ = std::make_unique<JobsClient>(server_->address());
  }

  // kill -9, and waits for the end of the processes that it leaves.
  void KillServer() {
    std::vector<pid_t> orphans;
    for (const pid_t worker : ChildrenOf(server_->pid())) {
      orphans.push_back(worker);
      for (const pid_t engine : ChildrenOf(worker)) orphans.push_back(engine);
    }
    server_->Stop(SIGKILL);
    for (const pid_t pid : orphans) {
      EXPECT_TRUE(WaitForEnd(pid, absl::Seconds(20))) << "process " << pid << " goes on";
    }
  }

  // The engine of the worker that runs a job.
  pid_t BusyEnginePid() {
    const std::vector<pid_t> children = ChildrenOf(jobs_->BusyWorkerPid());
    EXPECT_EQ(children.size(), 1u);
    return children.empty() ? -1 : children[0];
  }

  const TemporaryDirectory folder_;
  ServerProcessOptions options_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<JobsClient> jobs_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_INTEGRATION_SERVICE_FIXTURE_H_
