#ifndef PALIMPSEST_TESTS_SUPPORT_FAKE_WORKERS_SERVER_H_
#define PALIMPSEST_TESTS_SUPPORT_FAKE_WORKERS_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/rpc/address.h"
#include "palimpsest/v1/workers.grpc.pb.h"

namespace palimpsest {

// The server's side of the lease protocol, in this process on a free port: hands out the leases
// that a test puts in, keeps what workers report, and fails on demand. Thread-safe.
class FakeWorkersServer final : public v1::Workers::Service {
 public:
  // What a worker reported of one attempt.
  struct Attempt {
    int64_t fencing_number = 0;
    // Of the lease; a test raises the server's own to take the attempt away.
    bool taken = false;
    bool cancel = false;
    std::vector<v1::JobEvent> events;
    std::map<std::string, std::string> artifacts;
    absl::optional<v1::CompleteAttemptRequest> outcome;
    int heartbeats = 0;
  };

  FakeWorkersServer();
  ~FakeWorkersServer() override;

  const Address& address() const { return address_; }

  // Ends the server (calls fail as UNAVAILABLE), and starts it again on the same port.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);
  void Start() ABSL_LOCKS_EXCLUDED(mutex_);

  // Queues a job that behaves as the fake engine's `behaviour` says; returns its attempt.
  std::string Enqueue(const std::string& behaviour, int attempt_number = 1)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel(const std::string& attempt) ABSL_LOCKS_EXCLUDED(mutex_);
  // The attempt is given to another worker: calls for it fail as FAILED_PRECONDITION.
  void TakeAway(const std::string& attempt) ABSL_LOCKS_EXCLUDED(mutex_);
  // Workers that have registered are forgotten: NOT_FOUND.
  void ForgetWorkers() ABSL_LOCKS_EXCLUDED(mutex_);
  // The next `times` calls of the method ("ReportEvents") fail with `status` and do nothing, or,
  // with `after_work`, do their work and then fail.
  void Fail(const std::string& method, const grpc::Status& status, int times,
            bool after_work = false) ABSL_LOCKS_EXCLUDED(mutex_);

  // A copy of what has been reported.
  Attempt attempt(const std::string& name) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<v1::RegisterWorkerRequest> registrations() ABSL_LOCKS_EXCLUDED(mutex_);
  int calls(const std::string& method) ABSL_LOCKS_EXCLUDED(mutex_);

  // Waits for the condition, which is called with the lock of the server held, at most 30 s; false
  // if that was not enough.
  bool WaitUntil(const std::string& attempt, bool (*condition)(const Attempt&))
      ABSL_LOCKS_EXCLUDED(mutex_);
  bool WaitForOutcome(const std::string& attempt) ABSL_LOCKS_EXCLUDED(mutex_);
  bool WaitForRegistrations(size_t count) ABSL_LOCKS_EXCLUDED(mutex_);
  bool WaitForCalls(const std::string& method, int count) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Fault {
    grpc::Status status;
    int times = 0;
    bool after_work = false;
  };

  grpc::Status RegisterWorker(grpc::ServerContext* context,
                              const v1::RegisterWorkerRequest* request,
                              v1::RegisterWorkerResponse* response) override;
  grpc::Status AcquireLease(grpc::ServerContext* context, const v1::AcquireLeaseRequest* request,
                            v1::AcquireLeaseResponse* response) override;
  grpc::Status Heartbeat(grpc::ServerContext* context, const v1::HeartbeatRequest* request,
                         v1::HeartbeatResponse* response) override;
  grpc::Status ReportEvents(grpc::ServerContext* context, const v1::ReportEventsRequest* request,
                            v1::ReportEventsResponse* response) override;
  grpc::Status UploadArtifact(grpc::ServerContext* context,
                              grpc::ServerReader<v1::UploadArtifactRequest>* reader,
                              v1::UploadArtifactResponse* response) override;
  grpc::Status CompleteAttempt(grpc::ServerContext* context,
                               const v1::CompleteAttemptRequest* request,
                               v1::CompleteAttemptResponse* response) override;

  // Counts the call; the fault that it must meet, if any.
  absl::optional<Fault> Begin(const std::string& method) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsForgotten(const std::string& worker) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // FAILED_PRECONDITION unless the attempt is still the caller's.
  grpc::Status CheckLease(const std::string& attempt, int64_t fencing_number)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Address address_;
  std::unique_ptr<grpc::Server> server_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t leases_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> known_workers_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::Lease> queue_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Attempt> attempts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Fault> faults_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> calls_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::RegisterWorkerRequest> registrations_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_FAKE_WORKERS_SERVER_H_
