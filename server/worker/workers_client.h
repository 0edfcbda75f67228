#ifndef PALIMPSEST_SERVER_WORKER_WORKERS_CLIENT_H_
#define PALIMPSEST_SERVER_WORKER_WORKERS_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/address.h"
#include "palimpsest/v1/workers.grpc.pb.h"

namespace palimpsest {

// A channel that comes back by itself when the server does, and makes a unary call again a few
// times while the server is UNAVAILABLE. Every call of the lease protocol is safe to repeat.
std::shared_ptr<grpc::Channel> MakeWorkerChannel(const Address& server);

// The lease protocol from the worker's side: blocking calls with deadlines. Errors are the server's
// status, or UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED (after Close). Thread-safe.
class WorkersClient {
 public:
  explicit WorkersClient(const std::shared_ptr<grpc::Channel>& channel);
  WorkersClient(const WorkersClient&) = delete;
  WorkersClient& operator=(const WorkersClient&) = delete;

  absl::StatusOr<v1::RegisterWorkerResponse> Register(const v1::RegisterWorkerRequest& request,
                                                      absl::Duration timeout);
  // The server answers a second before the timeout if there is no job.
  absl::StatusOr<v1::AcquireLeaseResponse> AcquireLease(const v1::AcquireLeaseRequest& request,
                                                        absl::Duration timeout);
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(const v1::HeartbeatRequest& request,
                                                  absl::Duration timeout);
  absl::StatusOr<v1::ReportEventsResponse> ReportEvents(const v1::ReportEventsRequest& request,
                                                        absl::Duration timeout);
  absl::Status CompleteAttempt(const v1::CompleteAttemptRequest& request, absl::Duration timeout);

  // Sends the file at `path`, of the size and SHA-256 that the header names, in chunks of 1 MiB.
  // DATA_LOSS if the server stored something else; reading fails as in files.h, but for a missing
  // file, which is INTERNAL.
  absl::Status UploadArtifact(const v1::UploadArtifactRequest::Header& header,
                              const std::string& path, absl::Duration timeout);

  // Cancels the calls in flight and every later one.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class ScopedCall;

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::Workers::StubInterface::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Duration timeout);

  const std::unique_ptr<v1::Workers::StubInterface> stub_;
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_set<grpc::ClientContext*> in_flight_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_WORKERS_CLIENT_H_
