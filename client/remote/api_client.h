#ifndef PALIMPSEST_CLIENT_REMOTE_API_CLIENT_H_
#define PALIMPSEST_CLIENT_REMOTE_API_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/remote/cancellation.h"
#include "common/rpc/address.h"
#include "palimpsest/v1/artifacts.grpc.pb.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "palimpsest/v1/server.grpc.pb.h"
#include "palimpsest/v1/workers.grpc.pb.h"

namespace palimpsest {

// Some jobs of many.
struct JobList {
  std::vector<v1::Job> jobs;
  int64_t total = 0;  // how many there are, listed or not
};

// The server, as the verbs see it. Calls block. A call that finds the server unavailable is tried
// again for about two seconds, long enough for a server to restart; unary calls have a deadline of
// 10 s. Errors are those of FromRpc (rpc_status.h). Thread-safe.
class ApiClient {
 public:
  // Dials the server at the first call.
  explicit ApiClient(const Address& server);

  const std::string& server() const { return server_.text(); }

  absl::StatusOr<v1::Job> CreateJob(const v1::CreateJobRequest& request);
  // `name` is "jobs/17".
  absl::StatusOr<v1::Job> GetJob(const std::string& name);
  absl::StatusOr<v1::Job> CancelJob(const std::string& name);
  // The newest `limit` jobs in one of `states` (all if empty), newest first, in as many calls as it
  // takes. A limit of 0 is none.
  absl::StatusOr<JobList> ListJobs(const std::vector<v1::Job::State>& states, int64_t limit);
  absl::StatusOr<std::vector<v1::Artifact>> ListArtifacts(const std::string& job);
  absl::StatusOr<std::vector<v1::Worker>> ListWorkers();
  absl::StatusOr<v1::ServerInfo> GetServerInfo();

  // One stream of a job's events after `after_sequence`. Ends OK when the server ends it or
  // `consume` returns false, CANCELLED when `cancellation` says so, else with the stream's error.
  absl::Status WatchJob(const std::string& name, int64_t after_sequence, Cancellation& cancellation,
                        const std::function<bool(const v1::JobEvent&)>& consume);

  // One stream of an artifact's chunks from `offset` on. Ends OK when the server ends it, with the
  // error of `consume`, CANCELLED when `cancellation` says so, else with the stream's error.
  absl::Status DownloadArtifact(
      const std::string& name, int64_t offset, Cancellation& cancellation,
      const std::function<absl::Status(const v1::ArtifactChunk&)>& consume);

 private:
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request);

  const Address server_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::Artifacts::StubInterface> artifacts_;
  const std::unique_ptr<v1::Jobs::StubInterface> jobs_;
  const std::unique_ptr<v1::Server::StubInterface> info_;
  const std::unique_ptr<v1::Workers::StubInterface> workers_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_REMOTE_API_CLIENT_H_
