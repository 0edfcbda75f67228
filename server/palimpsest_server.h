#ifndef PALIMPSEST_SERVER_PALIMPSEST_SERVER_H_
#define PALIMPSEST_SERVER_PALIMPSEST_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/thread_pool.h"
#include "common/rpc/address.h"
#include "server/executors/local_workers.h"
#include "server/scheduler/event_hub.h"
#include "server/scheduler/job_admission.h"
#include "server/scheduler/scheduler.h"
#include "server/scheduler/ticker.h"
#include "server/server_options.h"
#include "server/service/artifacts_service.h"
#include "server/service/grpc_server.h"
#include "server/service/jobs_service.h"
#include "server/service/server_service.h"
#include "server/service/workers_service.h"
#include "server/store/artifact_files.h"
#include "server/store/data_dir_lock.h"
#include "server/store/store.h"

namespace palimpsest {

// A whole running server: store, scheduler, service, local workers. Destroying it stops everything
// in an order in which nothing is lost: the workers give their jobs back while the server still
// answers, then the calls end, then the store is closed.
class PalimpsestServer {
 public:
  // Errors name the file, folder or address that is in the way.
  static absl::StatusOr<std::unique_ptr<PalimpsestServer>> Start(const ServerOptions& options);

  ~PalimpsestServer();
  PalimpsestServer(const PalimpsestServer&) = delete;
  PalimpsestServer& operator=(const PalimpsestServer&) = delete;

  int port() const { return grpc_->port(); }
  // Where it listens, with the port that it got.
  const Address& address() const { return address_; }

 private:
  PalimpsestServer(const ServerOptions& options, std::unique_ptr<DataDirLock> lock,
                   std::unique_ptr<Store> store, std::unique_ptr<ThreadPool> pool);

  absl::Status Listen(const ServerOptions& options);
  absl::Status StartWorkers(const ServerOptions& options);

  // Each uses those above it; destroyed from the bottom up.
  const RealClock clock_;
  const std::unique_ptr<DataDirLock> lock_;
  const std::unique_ptr<Store> store_;
  const ArtifactFiles files_;
  EventHub hub_;
  Scheduler scheduler_;
  JobAdmission admission_;
  const std::unique_ptr<ThreadPool> pool_;
  ArtifactsService artifacts_service_;
  JobsService jobs_service_;
  ServerService server_service_;
  WorkersService workers_service_;
  std::unique_ptr<Ticker> ticker_;
  std::unique_ptr<GrpcServer> grpc_;
  Address address_;
  std::unique_ptr<LocalWorkers> workers_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_PALIMPSEST_SERVER_H_
