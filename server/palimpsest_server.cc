#include "server/palimpsest_server.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/optional.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"
#include "server/executors/slot_devices.h"

namespace palimpsest {
namespace {

// Leases and waits end at most so late.
constexpr absl::Duration kTickInterval = absl::Milliseconds(100);
// They wait for the disk most of the time.
constexpr int kPoolThreads = 16;

std::set<std::string> DatasetNames(const ServerOptions& options) {
  std::set<std::string> names;
  for (const auto& [name, folder] : options.datasets) names.insert(name);
  return names;
}

absl::optional<absl::string_view> VisibleDevices() {
  const char* const devices = std::getenv("CUDA_VISIBLE_DEVICES");
  if (devices == nullptr) return absl::nullopt;
  return devices;
}

int ThreadsPerWorker(const ServerOptions& options) {
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<int>(std::max<size_t>(1, cores / options.slots.size()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PalimpsestServer>> PalimpsestServer::Start(
    const ServerOptions& options) {
  for (const std::string& folder :
       {options.data_dir, options.artifact_dir(), options.work_dir(), options.cache_dir()}) {
    RETURN_IF_ERROR(Annotate(CreateDirectories(folder), "--data-dir"));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<DataDirLock> lock, DataDirLock::Acquire(options.data_dir));
  ASSIGN_OR_RETURN(std::unique_ptr<Store> store, Store::Open(options.database_path()));
  ASSIGN_OR_RETURN(std::unique_ptr<ThreadPool> pool, ThreadPool::Create(kPoolThreads));
  std::unique_ptr<PalimpsestServer> server(
      new PalimpsestServer(options, std::move(lock), std::move(store), std::move(pool)));
  RETURN_IF_ERROR(server->files_.RemoveLeftovers());
  RETURN_IF_ERROR(server->scheduler_.Recover());
  RETURN_IF_ERROR(server->Listen(options));
  RETURN_IF_ERROR(server->StartWorkers(options));
  return server;
}

PalimpsestServer::PalimpsestServer(const ServerOptions& options, std::unique_ptr<DataDirLock> lock,
                                   std::unique_ptr<Store> store, std::unique_ptr<ThreadPool> pool)
    : lock_(std::move(lock)),
      store_(std::move(store)),
      files_(options.artifact_dir()),
      scheduler_(*store_, clock_, hub_, {options.lease_timeout, options.heartbeat_interval}),
      admission_(*store_, scheduler_, clock_, DatasetNames(options)),
      pool_(std::move(pool)),
      artifacts_service_(*store_, files_, *pool_),
      jobs_service_({*store_, scheduler_, hub_, admission_, *pool_}),
      server_service_({*store_, scheduler_, admission_, files_, *pool_, absl::Now()}),
      workers_service_(*store_, scheduler_, files_, *pool_) {}

absl::Status PalimpsestServer::Listen(const ServerOptions& options) {
  ticker_ = std::make_unique<Ticker>(kTickInterval, [this] { scheduler_.Tick(); });
  ASSIGN_OR_RETURN(grpc_, GrpcServer::Start(options.listen, {&artifacts_service_, &jobs_service_,
                                                             &server_service_, &workers_service_}));
  address_ = options.listen.WithPort(port());
  return absl::OkStatus();
}

absl::Status PalimpsestServer::StartWorkers(const ServerOptions& options) {
  if (options.slots.empty()) return absl::OkStatus();
  LocalWorkersOptions workers;
  workers.worker_program = options.worker_program;
  workers.engine_program = options.engine_program;
  workers.server_address = address_.ForThisMachine().text();
  workers.work_dir = options.work_dir();
  workers.cache_dir = options.cache_dir();
  workers.datasets = options.datasets;
  ASSIGN_OR_RETURN(workers.slots, AssignDevices(options.slots, VisibleDevices()));
  workers.threads_per_worker = ThreadsPerWorker(options);
  ASSIGN_OR_RETURN(workers_, LocalWorkers::Start(workers));
  return absl::OkStatus();
}

PalimpsestServer::~PalimpsestServer() {
  // First, so that no worker gets what another one gives back.
  scheduler_.Drain();
  workers_.reset();
  grpc_.reset();
  ticker_.reset();
}

}  // namespace palimpsest
