#include "server/service/jobs_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "server/service/page_token.h"
#include "server/service/unary_call.h"
#include "server/service/watch_reactor.h"

namespace palimpsest {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;
// A page ends early rather than exceed what a client receives by default, 4 MiB.
constexpr size_t kMaxPageBytes = size_t{2} << 20;

}  // namespace

grpc::ServerUnaryReactor* JobsService::CreateJob(grpc::CallbackServerContext* context,
                                                 const v1::CreateJobRequest* request,
                                                 v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response, [this, request](const CallContext& call) {
    return parts_.admission.Create(call, *request);
  });
}

grpc::ServerUnaryReactor* JobsService::GetJob(grpc::CallbackServerContext* context,
                                              const v1::GetJobRequest* request, v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this, request](const CallContext& /*call*/) -> absl::StatusOr<v1::Job> {
                       ASSIGN_OR_RETURN(const int64_t job,
                                        Annotate(ParseJobName(request->name()), "name"));
                       ASSIGN_OR_RETURN(v1::Job found, parts_.store.GetJob(job));
                       ExplainWait(job, found);
                       return found;
                     });
}

grpc::ServerUnaryReactor* JobsService::ListJobs(grpc::CallbackServerContext* context,
                                                const v1::ListJobsRequest* request,
                                                v1::ListJobsResponse* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this, request](const CallContext& /*call*/) { return List(*request); });
}

absl::StatusOr<int64_t> JobsService::CountJobsIn(const std::vector<v1::Job::State>& states) {
  ASSIGN_OR_RETURN(const JobCounts counts, parts_.store.CountJobs());
  int64_t total = 0;
  for (const auto& [state, count] : counts) {
    const bool is_wanted =
        states.empty() || std::find(states.begin(), states.end(), state) != states.end();
    if (is_wanted) total += count;
  }
  return total;
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
  ASSIGN_OR_RETURN(const int64_t total_size, CountJobsIn(filter.states));
  response.set_total_size(total_size);
  size_t taken = 0;
  for (size_t bytes = 0; taken < std::min(jobs.size(), page_size); ++taken) {
    bytes += jobs[taken].ByteSizeLong();
    if (bytes > kMaxPageBytes && taken > 0) break;
    v1::Job& job = *response.add_jobs();
    job = std::move(jobs[taken]);
    ASSIGN_OR_RETURN(const int64_t number, ParseJobName(job.name()));
    ExplainWait(number, job);
  }
  if (taken < jobs.size()) {
    ASSIGN_OR_RETURN(const int64_t last, ParseJobName(response.jobs().rbegin()->name()));
    response.set_next_page_token(MakePageToken(request, last));
  }
  return response;
}

void JobsService::ExplainWait(int64_t number, v1::Job& job) {
  if (job.state() != v1::Job::QUEUED) return;
  absl::optional<std::string> reason = parts_.scheduler.WaitingFor(number);
  if (reason.has_value()) job.set_waiting_for(*std::move(reason));
}

grpc::ServerUnaryReactor* JobsService::CancelJob(grpc::CallbackServerContext* context,
                                                 const v1::CancelJobRequest* request,
                                                 v1::Job* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this, request](const CallContext& /*call*/) -> absl::StatusOr<v1::Job> {
                       ASSIGN_OR_RETURN(const int64_t job,
                                        Annotate(ParseJobName(request->name()), "name"));
                       return parts_.scheduler.Cancel(job);
                     });
}

grpc::ServerWriteReactor<v1::JobEvent>* JobsService::WatchJob(grpc::CallbackServerContext* context,
                                                              const v1::WatchJobRequest* request) {
  return new WatchReactor(ReadCallContext(*context), *request, parts_.store, parts_.hub,
                          parts_.pool);
}

}  // namespace palimpsest
