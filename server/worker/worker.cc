#include "server/worker/worker.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/build_info.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "server/worker/failures.h"
#include "server/worker/leftovers.h"
#include "server/worker/worker_name.h"

namespace palimpsest {
namespace {

// For the last word of a worker that stops.
constexpr absl::Duration kFarewellTimeout = absl::Seconds(1);

std::string HostName() {
  char name[HOST_NAME_MAX + 1] = {};
  gethostname(name, HOST_NAME_MAX);
  return name;
}

// A cpu slot sees no GPU: its engine would take a part of its memory. Threads that wait for each
// other sleep unless the environment says otherwise: where engines share cores, spinning ones keep
// the others from what they wait for.
EngineOptions EngineOf(const WorkerOptions& options) {
  EngineOptions engine = options.engine;
  if (getenv("OMP_WAIT_POLICY") == nullptr)
    engine.environment.emplace("OMP_WAIT_POLICY", "PASSIVE");
  if (options.slot.kind == "cpu" || !options.slot.device.empty()) {
    engine.environment["CUDA_VISIBLE_DEVICES"] = options.slot.device;
  }
  return engine;
}

v1::RegisterWorkerRequest Registration(const std::string& name, const std::string& slot_kind,
                                       const v1::Hello& hello) {
  v1::RegisterWorkerRequest request;
  request.set_worker(name);
  request.set_host(HostName());
  request.set_pid(getpid());
  request.set_slot_kind(slot_kind);
  request.set_build_id(std::string(BuildId()));
  request.set_libtorch_version(hello.libtorch_version());
  return request;
}

}  // namespace

Worker::Worker(const WorkerOptions& options)
    : options_(options),
      name_(NewWorkerName()),
      channel_(MakeWorkerChannel(options.server_address)),
      client_(channel_),
      engine_(EngineOf(options), options.jobs_per_engine),
      runner_(options.attempt, client_, engine_),
      backoff_(options.backoff) {}

absl::Status Worker::Run() {
  RETURN_IF_ERROR(RemoveLeftovers(options_.attempt.work_dir));
  while (!IsStopped()) {
    const absl::StatusOr<EngineProcess*> engine = engine_.Get(stop_wake_up_);
    if (!engine.ok()) return IsStopped() ? absl::OkStatus() : engine.status();
    RETURN_IF_ERROR(CheckSlot((*engine)->hello()));
    const v1::RegisterWorkerRequest registration =
        Registration(name_, options_.slot.kind, (*engine)->hello());
    const absl::StatusOr<v1::RegisterWorkerResponse> registered =
        client_.Register(registration, options_.attempt.call_timeout);
    if (registered.ok()) {
      LogInfo(absl::StrCat("registered at ", options_.server_address.text(), " as ", name_));
      Heartbeater heartbeater(client_, registration, *registered);
      RETURN_IF_ERROR(Serve(heartbeater));
    } else if (!IsTransient(registered.status())) {
      return Annotate(registered.status(),
                      absl::StrCat("register at ", options_.server_address.text()));
    } else if (!IsStopped()) {
      LogWarning(absl::StrCat("no server at ", options_.server_address.text(), ": ",
                              registered.status().message()));
      PauseBeforeNextTry();
    }
  }
  return absl::OkStatus();
}

absl::Status Worker::Serve(Heartbeater& heartbeater) {
  while (!IsStopped()) {
    const absl::StatusOr<EngineProcess*> engine = engine_.Get(stop_wake_up_);
    if (!engine.ok()) return IsStopped() ? absl::OkStatus() : engine.status();
    // An engine after a fault may find no GPU any more.
    RETURN_IF_ERROR(CheckSlot((*engine)->hello()));
    v1::AcquireLeaseRequest request;
    request.set_worker(name_);
    const absl::StatusOr<v1::AcquireLeaseResponse> response =
        client_.AcquireLease(request, options_.lease_wait);
    if (response.ok()) {
      backoff_.Reset();
      if (response->has_lease()) RunAttempt(response->lease(), heartbeater);
    } else if (IsTransient(response.status())) {
      PauseBeforeNextTry();
    } else if (IsLost(response.status())) {
      LogWarning(absl::StrCat("the server does not know ", name_, " any more; registering again"));
      PauseBeforeNextTry();
      return absl::OkStatus();
    } else {
      return Annotate(response.status(), "ask for a job");
    }
  }
  return absl::OkStatus();
}

void Worker::RunAttempt(const v1::Lease& lease, Heartbeater& heartbeater) {
  AttemptControl control;
  absl::optional<StopReason> stopped;
  {
    absl::MutexLock lock(&mutex_);
    control_ = &control;
    if (stopped_.has_value()) control.Stop();
  }
  heartbeater.Watch(lease, control);
  runner_.Run(lease, control);
  heartbeater.Idle();
  {
    absl::MutexLock lock(&mutex_);
    control_ = nullptr;
    stopped = stopped_;
  }
  if (control.requests().stop && stopped == StopReason::kAsked) GiveBack(lease);
}

void Worker::GiveBack(const v1::Lease& lease) {
  v1::CompleteAttemptRequest request;
  request.set_attempt(lease.attempt());
  request.set_fencing_number(lease.fencing_number());
  request.mutable_given_back();
  // client_ is closed. Whatever comes of this: without heartbeats the lease ends by itself.
  WorkersClient farewell(channel_);
  const absl::Status status = farewell.CompleteAttempt(request, kFarewellTimeout);
  if (!status.ok() && !IsLost(status)) {
    LogWarning(absl::StrCat("could not give ", lease.attempt(), " back: ", status.message()));
  }
}

void Worker::Stop(StopReason reason) {
  absl::MutexLock lock(&mutex_);
  if (stopped_.has_value()) return;
  stopped_ = reason;
  stop_condition_.NotifyAll();
  stop_wake_up_.Set();
  if (control_ != nullptr) control_->Stop();
  client_.Close();
}

absl::Status Worker::CheckSlot(const v1::Hello& hello) const {
  if (absl::c_linear_search(hello.devices(), options_.slot.kind)) return absl::OkStatus();
  const std::string device =
      options_.slot.device.empty() ? "" : absl::StrCat(" (CUDA device ", options_.slot.device, ")");
  return absl::FailedPreconditionError(absl::StrCat(
      "the slot ", options_.slot.kind, device, " cannot be had: the engine ",
      options_.engine.program, " finds only ", absl::StrJoin(hello.devices(), ", "), " here"));
}

bool Worker::IsStopped() {
  absl::MutexLock lock(&mutex_);
  return stopped_.has_value();
}

void Worker::PauseBeforeNextTry() {
  absl::MutexLock lock(&mutex_);
  stop_condition_.WaitFor(mutex_, backoff_.Next(), [this] {
    mutex_.AssertHeld();
    return stopped_.has_value();
  });
}

}  // namespace palimpsest
