#include "server/service/jobs_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/build_info.h"
#include "common/base/status_macros.h"
#include "common/job/known_names.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"
#include "common/scaling/strategy.h"
#include "server/service/download_reactor.h"
#include "server/service/page_token.h"
#include "server/service/unary_call.h"
#include "server/service/watch_reactor.h"

namespace palimpsest {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;
// A page ends early rather than exceed what a client receives by default, 4 MiB.
constexpr size_t kMaxPageBytes = size_t{2} << 20;

absl::StatusOr<int64_t> ParseJobField(absl::string_view field, absl::string_view name) {
  absl::StatusOr<int64_t> job = ParseJobName(name);
  if (!job.ok()) return Annotate(job.status(), field);
  return job;
}

}  // namespace

grpc::ServerUnaryReactor* JobsService::CreateJob(grpc::CallbackServerContext* context,
                                                 const v1::CreateJobRequest* request,
                                                 v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this, request] { return parts_.admission.Create(*request); });
}

grpc::ServerUnaryReactor* JobsService::GetJob(grpc::CallbackServerContext* context,
                                              const v1::GetJobRequest* request, v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response, [this, request]() -> absl::StatusOr<v1::Job> {
    ASSIGN_OR_RETURN(const int64_t job, ParseJobField("name", request->name()));
    return parts_.store.GetJob(job);
  });
}

grpc::ServerUnaryReactor* JobsService::ListJobs(grpc::CallbackServerContext* context,
                                                const v1::ListJobsRequest* request,
                                                v1::ListJobsResponse* response) {
  return AnswerUnary(context, parts_.pool, response, [this, request] { return List(*request); });
}

absl::StatusOr<v1::ListJobsResponse> JobsService::List(const v1::ListJobsRequest& request) {
  if (request.page_size() < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("page_size: must be >= 0, got ", request.page_size()));
  }
  JobFilter filter;
  filter.limit =
      request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  for (const int state : request.states()) {
    if (!v1::Job::State_IsValid(state) || state == v1::Job::STATE_UNSPECIFIED) {
      return absl::InvalidArgumentError(absl::StrCat("states: ", state, " is no state of a job"));
    }
    filter.states.push_back(static_cast<v1::Job::State>(state));
  }
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(filter.before_id, ParsePageToken(request));
  }
  // One more than asked for tells whether there is another page.
  const size_t page_size = static_cast<size_t>(filter.limit++);
  ASSIGN_OR_RETURN(std::vector<v1::Job> jobs, parts_.store.ListJobs(filter));
  v1::ListJobsResponse response;
  size_t taken = 0;
  for (size_t bytes = 0; taken < std::min(jobs.size(), page_size); ++taken) {
    bytes += jobs[taken].ByteSizeLong();
    if (bytes > kMaxPageBytes && taken > 0) break;
    *response.add_jobs() = std::move(jobs[taken]);
  }
  if (taken < jobs.size()) {
    ASSIGN_OR_RETURN(const int64_t last, ParseJobName(response.jobs().rbegin()->name()));
    response.set_next_page_token(MakePageToken(request, last));
  }
  return response;
}

grpc::ServerUnaryReactor* JobsService::CancelJob(grpc::CallbackServerContext* context,
                                                 const v1::CancelJobRequest* request,
                                                 v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response, [this, request]() -> absl::StatusOr<v1::Job> {
    ASSIGN_OR_RETURN(const int64_t job, ParseJobField("name", request->name()));
    return parts_.scheduler.Cancel(job);
  });
}

grpc::ServerWriteReactor<v1::JobEvent>* JobsService::WatchJob(
    grpc::CallbackServerContext* /*context*/, const v1::WatchJobRequest* request) {
  return new WatchReactor(*request, parts_.store, parts_.hub, parts_.pool);
}

grpc::ServerUnaryReactor* JobsService::ListArtifacts(grpc::CallbackServerContext* context,
                                                     const v1::ListArtifactsRequest* request,
                                                     v1::ListArtifactsResponse* response) {
  return AnswerUnary(
      context, parts_.pool, response,
      [this, request]() -> absl::StatusOr<v1::ListArtifactsResponse> {
        ASSIGN_OR_RETURN(const int64_t job, ParseJobField("parent", request->parent()));
        ASSIGN_OR_RETURN(std::vector<v1::Artifact> artifacts, parts_.store.ListArtifacts(job));
        v1::ListArtifactsResponse list;
        for (v1::Artifact& artifact : artifacts) *list.add_artifacts() = std::move(artifact);
        return list;
      });
}

grpc::ServerWriteReactor<v1::ArtifactChunk>* JobsService::DownloadArtifact(
    grpc::CallbackServerContext* /*context*/, const v1::DownloadArtifactRequest* request) {
  return new DownloadReactor(*request, parts_.store, parts_.files, parts_.pool);
}

grpc::ServerUnaryReactor* JobsService::ListWorkers(grpc::CallbackServerContext* context,
                                                   const v1::ListWorkersRequest* /*request*/,
                                                   v1::ListWorkersResponse* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this]() -> absl::StatusOr<v1::ListWorkersResponse> {
                       v1::ListWorkersResponse list;
                       for (v1::Worker& worker : parts_.scheduler.ListWorkers()) {
                         *list.add_workers() = std::move(worker);
                       }
                       return list;
                     });
}

grpc::ServerUnaryReactor* JobsService::GetServerInfo(grpc::CallbackServerContext* context,
                                                     const v1::GetServerInfoRequest* /*request*/,
                                                     v1::ServerInfo* response) {
  return AnswerUnary(context, parts_.pool, response, [this] { return Info(); });
}

absl::StatusOr<v1::ServerInfo> JobsService::Info() {
  v1::ServerInfo info;
  info.set_build_id(std::string(BuildId()));
  *info.mutable_start_time() = ToProto(parts_.start_time);
  info.set_database_path(parts_.store.path());
  info.set_artifact_dir(parts_.files.folder());
  ASSIGN_OR_RETURN(const int schema_version, parts_.store.SchemaVersion());
  info.set_schema_version(schema_version);
  ASSIGN_OR_RETURN(const auto counts, parts_.store.CountJobs());
  for (const auto& [state, count] : counts) {
    if (state == v1::Job::QUEUED) {
      info.set_queued_jobs(count);
    } else if (HasEnded(state)) {
      info.set_ended_jobs(info.ended_jobs() + count);
    } else {
      info.set_running_jobs(info.running_jobs() + count);
    }
  }
  info.set_workers(static_cast<int32_t>(parts_.scheduler.ListWorkers().size()));
  for (const absl::string_view model : ModelNames()) info.add_models(std::string(model));
  for (const std::string& dataset : parts_.admission.datasets()) info.add_datasets(dataset);
  for (const StrategyInfo& strategy : Strategies()) {
    info.add_strategies(std::string(strategy.name));
  }
  return info;
}

}  // namespace palimpsest
