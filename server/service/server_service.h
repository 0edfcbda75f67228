#ifndef PALIMPSEST_SERVER_SERVICE_SERVER_SERVICE_H_
#define PALIMPSEST_SERVER_SERVICE_SERVER_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/thread_pool.h"
#include "palimpsest/v1/server.grpc.pb.h"
#include "server/scheduler/job_admission.h"
#include "server/scheduler/scheduler.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"

namespace palimpsest {

// What the server says of itself, over gRPC. Thread-safe.
class ServerService final : public v1::Server::CallbackService {
 public:
  // All must outlive the service's last call.
  struct Parts {
    Store& store;
    Scheduler& scheduler;
    const JobAdmission& admission;
    const ArtifactFiles& files;
    ThreadPool& pool;
    absl::Time start_time;
  };

  explicit ServerService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const v1::GetServerInfoRequest* request,
                                          v1::ServerInfo* response) override;

 private:
  absl::StatusOr<v1::ServerInfo> Info();

  const Parts parts_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_SERVER_SERVICE_H_
