#include "server/service/workers_service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "server/service/unary_call.h"
#include "server/service/upload_reactor.h"

namespace palimpsest {
namespace {

// The answer should be there before the worker gives the call up.
constexpr absl::Duration kAnswerMargin = absl::Seconds(1);
// Without a deadline a call would wait for ever.
constexpr absl::Duration kMaxWait = absl::Minutes(1);

// One AcquireLease call: waits for the scheduler's answer, or for the worker to go away. Deletes
// itself when the call is over.
class AcquireReactor final : public grpc::ServerUnaryReactor {
 public:
  AcquireReactor(Scheduler& scheduler, v1::AcquireLeaseResponse* response)
      : scheduler_(scheduler), response_(response) {}

  void Begin(const std::string& worker, absl::Duration max_wait) {
    const int64_t wait = scheduler_.AcquireLease(
        worker, max_wait, [this](absl::StatusOr<v1::AcquireLeaseResponse> answer) {
          if (answer.ok()) *response_ = *std::move(answer);
          Finish(ToGrpcStatus(answer.status()));
          Release();
        });
    bool is_cancelled = false;
    {
      absl::MutexLock lock(&mutex_);
      wait_ = wait;
      is_cancelled = is_cancelled_;
    }
    if (is_cancelled) scheduler_.AbandonWait(wait);
    Release();
  }

  void OnCancel() override {
    int64_t wait = 0;
    {
      absl::MutexLock lock(&mutex_);
      is_cancelled_ = true;
      wait = wait_;
    }
    // Before Begin knows its number, Begin itself looks after this.
    if (wait != 0) scheduler_.AbandonWait(wait);
  }

  void OnDone() override { Release(); }

 private:
  // Begin, the scheduler's callback and gRPC each hold the reactor; the last one deletes it.
  void Release() {
    bool is_last = false;
    {
      absl::MutexLock lock(&mutex_);
      is_last = --holders_ == 0;
    }
    if (is_last) delete this;
  }

  Scheduler& scheduler_;
  v1::AcquireLeaseResponse* const response_;
  absl::Mutex mutex_;
  int holders_ ABSL_GUARDED_BY(mutex_) = 3;
  int64_t wait_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* WorkersService::ListWorkers(grpc::CallbackServerContext* context,
                                                      const v1::ListWorkersRequest* /*request*/,
                                                      v1::ListWorkersResponse* response) {
  return AnswerUnary(
      context, pool_, response,
      [this](const CallContext& /*call*/) -> absl::StatusOr<v1::ListWorkersResponse> {
        v1::ListWorkersResponse list;
        for (v1::Worker& worker : scheduler_.ListWorkers()) *list.add_workers() = std::move(worker);
        return list;
      });
}

grpc::ServerUnaryReactor* WorkersService::RegisterWorker(grpc::CallbackServerContext* context,
                                                         const v1::RegisterWorkerRequest* request,
                                                         v1::RegisterWorkerResponse* response) {
  return AnswerUnaryAtOnce(context, response, scheduler_.RegisterWorker(*request));
}

grpc::ServerUnaryReactor* WorkersService::AcquireLease(grpc::CallbackServerContext* context,
                                                       const v1::AcquireLeaseRequest* request,
                                                       v1::AcquireLeaseResponse* response) {
  auto* const reactor = new AcquireReactor(scheduler_, response);
  const absl::Duration patience = absl::FromChrono(context->deadline()) - absl::Now();
  const absl::Duration max_wait = std::min(patience - kAnswerMargin, kMaxWait);
  pool_.Run([reactor, worker = request->worker(), max_wait] { reactor->Begin(worker, max_wait); });
  return reactor;
}

grpc::ServerUnaryReactor* WorkersService::Heartbeat(grpc::CallbackServerContext* context,
                                                    const v1::HeartbeatRequest* request,
                                                    v1::HeartbeatResponse* response) {
  // Not through the pool, all of whose threads may be waiting for a slow disk: a worker must not
  // lose its lease for that.
  return AnswerUnaryAtOnce(context, response, scheduler_.Heartbeat(*request));
}

grpc::ServerUnaryReactor* WorkersService::ReportEvents(grpc::CallbackServerContext* context,
                                                       const v1::ReportEventsRequest* request,
                                                       v1::ReportEventsResponse* response) {
  return AnswerUnary(context, pool_, response, [this, request](const CallContext& /*call*/) {
    return scheduler_.ReportEvents(*request);
  });
}

grpc::ServerReadReactor<v1::UploadArtifactRequest>* WorkersService::UploadArtifact(
    grpc::CallbackServerContext* context, v1::UploadArtifactResponse* response) {
  return new UploadReactor(ReadCallContext(*context), response, store_, files_, pool_);
}

grpc::ServerUnaryReactor* WorkersService::CompleteAttempt(grpc::CallbackServerContext* context,
                                                          const v1::CompleteAttemptRequest* request,
                                                          v1::CompleteAttemptResponse* response) {
  return AnswerUnary(
      context, pool_, response,
      [this, request](const CallContext& /*call*/) -> absl::StatusOr<v1::CompleteAttemptResponse> {
        RETURN_IF_ERROR(scheduler_.CompleteAttempt(*request));
        return v1::CompleteAttemptResponse();
      });
}

}  // namespace palimpsest
