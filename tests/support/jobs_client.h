#ifndef PALIMPSEST_TESTS_SUPPORT_JOBS_CLIENT_H_
#define PALIMPSEST_TESTS_SUPPORT_JOBS_CLIENT_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "palimpsest/v1/artifacts.grpc.pb.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "palimpsest/v1/workers.grpc.pb.h"

namespace palimpsest {

// The public API for tests: a call that fails fails the test. WaitFor* watch a job for at most 60
// s.
class JobsClient {
 public:
  explicit JobsClient(const std::string& address);

  // Returns the job's name.
  std::string Create(const v1::JobSpec& spec);
  v1::Job Get(const std::string& name);
  void Cancel(const std::string& name);
  std::vector<v1::Worker> Workers();
  // The bytes of each artifact by file name.
  std::map<std::string, std::string> Artifacts(const std::string& name);
  // All events of a job that has ended.
  std::vector<v1::JobEvent> Events(const std::string& name);

  v1::Job WaitFor(const std::string& name, const std::function<bool(const v1::Job&)>& condition);
  v1::Job WaitForEnd(const std::string& name);
  // The attempt of this number runs and the engine has told of its progress.
  v1::Job WaitForMidRun(const std::string& name, int attempt);
  // The process id of the worker that runs a job.
  pid_t BusyWorkerPid();

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::Artifacts::Stub> artifacts_;
  const std::unique_ptr<v1::Jobs::Stub> jobs_;
  const std::unique_ptr<v1::Workers::Stub> workers_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_JOBS_CLIENT_H_
