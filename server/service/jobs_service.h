#ifndef PALIMPSEST_SERVER_SERVICE_JOBS_SERVICE_H_
#define PALIMPSEST_SERVER_SERVICE_JOBS_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/base/thread_pool.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "server/scheduler/event_hub.h"
#include "server/scheduler/job_admission.h"
#include "server/scheduler/scheduler.h"
#include "server/store/store.h"

namespace palimpsest {

// Jobs over gRPC: conversion to and from the domain, nothing else. Thread-safe.
class JobsService final : public v1::Jobs::CallbackService {
 public:
  // All must outlive the service's last call.
  struct Parts {
    Store& store;
    Scheduler& scheduler;
    EventHub& hub;
    JobAdmission& admission;
    ThreadPool& pool;
  };

  explicit JobsService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* CreateJob(grpc::CallbackServerContext* context,
                                      const v1::CreateJobRequest* request,
                                      v1::Job* response) override;
  grpc::ServerUnaryReactor* GetJob(grpc::CallbackServerContext* context,
                                   const v1::GetJobRequest* request, v1::Job* response) override;
  grpc::ServerUnaryReactor* ListJobs(grpc::CallbackServerContext* context,
                                     const v1::ListJobsRequest* request,
                                     v1::ListJobsResponse* response) override;
  grpc::ServerUnaryReactor* CancelJob(grpc::CallbackServerContext* context,
                                      const v1::CancelJobRequest* request,
                                      v1::Job* response) override;
  grpc::ServerWriteReactor<v1::JobEvent>* WatchJob(grpc::CallbackServerContext* context,
                                                   const v1::WatchJobRequest* request) override;

 private:
  absl::StatusOr<v1::ListJobsResponse> List(const v1::ListJobsRequest& request);
  // Fills in what the job, of that number, waits for.
  void ExplainWait(int64_t number, v1::Job& job);
  // All if there are no states.
  absl::StatusOr<int64_t> CountJobsIn(const std::vector<v1::Job::State>& states);

  const Parts parts_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_JOBS_SERVICE_H_
