#ifndef PALIMPSEST_SERVER_SERVICE_WORKERS_SERVICE_H_
#define PALIMPSEST_SERVER_SERVICE_WORKERS_SERVICE_H_

#include "common/base/thread_pool.h"
#include "palimpsest/v1/workers.grpc.pb.h"
#include "server/scheduler/scheduler.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"

namespace palimpsest {

// Workers and the lease protocol over gRPC: conversion to and from the scheduler, nothing else.
// Thread-safe.
class WorkersService final : public v1::Workers::CallbackService {
 public:
  // All must outlive the service's last call.
  WorkersService(Store& store, Scheduler& scheduler, const ArtifactFiles& files, ThreadPool& pool)
      : store_(store), scheduler_(scheduler), files_(files), pool_(pool) {}

  grpc::ServerUnaryReactor* ListWorkers(grpc::CallbackServerContext* context,
                                        const v1::ListWorkersRequest* request,
                                        v1::ListWorkersResponse* response) override;
  grpc::ServerUnaryReactor* RegisterWorker(grpc::CallbackServerContext* context,
                                           const v1::RegisterWorkerRequest* request,
                                           v1::RegisterWorkerResponse* response) override;
  grpc::ServerUnaryReactor* AcquireLease(grpc::CallbackServerContext* context,
                                         const v1::AcquireLeaseRequest* request,
                                         v1::AcquireLeaseResponse* response) override;
  grpc::ServerUnaryReactor* Heartbeat(grpc::CallbackServerContext* context,
                                      const v1::HeartbeatRequest* request,
                                      v1::HeartbeatResponse* response) override;
  grpc::ServerUnaryReactor* ReportEvents(grpc::CallbackServerContext* context,
                                         const v1::ReportEventsRequest* request,
                                         v1::ReportEventsResponse* response) override;
  grpc::ServerReadReactor<v1::UploadArtifactRequest>* UploadArtifact(
      grpc::CallbackServerContext* context, v1::UploadArtifactResponse* response) override;
  grpc::ServerUnaryReactor* CompleteAttempt(grpc::CallbackServerContext* context,
                                            const v1::CompleteAttemptRequest* request,
                                            v1::CompleteAttemptResponse* response) override;

 private:
  Store& store_;
  Scheduler& scheduler_;
  const ArtifactFiles& files_;
  ThreadPool& pool_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_WORKERS_SERVICE_H_
