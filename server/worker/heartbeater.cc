#include "server/worker/heartbeater.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/job/proto_time.h"
#include "server/worker/failures.h"

namespace palimpsest {

Heartbeater::Heartbeater(WorkersClient& client, const v1::RegisterWorkerRequest& registration,
                         const v1::RegisterWorkerResponse& registered)
    : client_(client),
      registration_(registration),
      interval_(std::max(FromProto(registered.heartbeat_interval()), absl::Milliseconds(10))),
      // Long enough for a busy server, short enough for a second try before the lease ends.
      timeout_(std::max(FromProto(registered.lease_timeout()) / 3, absl::Milliseconds(500))) {
  request_.set_worker(registration.worker());
  thread_ = std::thread([this] { Beat(); });
}

Heartbeater::~Heartbeater() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  stopped_.NotifyAll();
  thread_.join();
}

void Heartbeater::Watch(const v1::Lease& lease, AttemptControl& control) {
  absl::MutexLock lock(&mutex_);
  request_.set_attempt(lease.attempt());
  request_.set_fencing_number(lease.fencing_number());
  control_ = &control;
}

void Heartbeater::Idle() {
  absl::MutexLock lock(&mutex_);
  request_.clear_attempt();
  request_.clear_fencing_number();
  control_ = nullptr;
}

void Heartbeater::Beat() {
  while (true) {
    v1::HeartbeatRequest request;
    {
      absl::MutexLock lock(&mutex_);
      const auto is_stopping = [this] {
        mutex_.AssertHeld();
        return stopping_;
      };
      if (stopped_.WaitFor(mutex_, interval_, is_stopping)) return;
      request = request_;
    }
    const absl::StatusOr<v1::HeartbeatResponse> response = client_.Heartbeat(request, timeout_);
    if (absl::IsNotFound(response.status())) RegisterAgain();
    HandOn(request, response);
  }
}

void Heartbeater::RegisterAgain() {
  const absl::StatusOr<v1::RegisterWorkerResponse> registered =
      client_.Register(registration_, timeout_);
  // If it fails, the next beat finds out again.
  if (registered.ok()) LogInfo(absl::StrCat("registered again as ", registration_.worker()));
}

void Heartbeater::HandOn(const v1::HeartbeatRequest& request,
                         const absl::StatusOr<v1::HeartbeatResponse>& response) {
  absl::MutexLock lock(&mutex_);
  const bool reached = response.ok() || !IsTransient(response.status());
  if (reached != reached_ && !stopping_) {
    if (reached) {
      LogInfo("the server answers again");
    } else {
      LogWarning(absl::StrCat("the server does not answer: ", response.status().message()));
    }
  }
  reached_ = reached;
  // The lease may have ended, or the next one begun, while the call was in flight.
  if (control_ == nullptr || request.fencing_number() != request_.fencing_number()) return;
  if (response.ok() && response->cancel()) control_->RequestCancel();
  if (absl::IsFailedPrecondition(response.status())) control_->LoseLease();
}

}  // namespace palimpsest
