#include "client/remote/api_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "client/remote/rpc_status.h"
#include "common/base/status_macros.h"
#include "common/rpc/channel.h"

namespace palimpsest {
namespace {

constexpr std::chrono::seconds kUnaryDeadline(10);
// Small enough for jobs with large results to stay far below gRPC's 4 MiB a message.
constexpr int64_t kPageSize = 100;

// Four retries after 0.15, 0.3, 0.6 and 1.2 s. CreateJob is safe to repeat because of its request
// id.
ChannelOptions ClientChannelOptions() {
  ChannelOptions options;
  options.retried_methods = {"palimpsest.v1.Artifacts", "palimpsest.v1.Jobs",
                             "palimpsest.v1.Server", "palimpsest.v1.Workers/ListWorkers"};
  return options;
}

template <typename Message>
std::vector<Message> ToVector(google::protobuf::RepeatedPtrField<Message>& field) {
  return {std::make_move_iterator(field.begin()), std::make_move_iterator(field.end())};
}

}  // namespace

ApiClient::ApiClient(const Address& server)
    : server_(server),
      channel_(MakeChannel(server, ClientChannelOptions())),
      artifacts_(v1::Artifacts::NewStub(channel_)),
      jobs_(v1::Jobs::NewStub(channel_)),
      info_(v1::Server::NewStub(channel_)),
      workers_(v1::Workers::NewStub(channel_)) {}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> ApiClient::Call(Stub& stub,
                                         grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                         const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kUnaryDeadline);
  Response response;
  RETURN_IF_ERROR(FromRpc((stub.*method)(&context, request, &response), server_));
  return response;
}

absl::StatusOr<v1::Job> ApiClient::CreateJob(const v1::CreateJobRequest& request) {
  return Call(*jobs_, &v1::Jobs::StubInterface::CreateJob, request);
}

absl::StatusOr<v1::Job> ApiClient::GetJob(const std::string& name) {
  v1::GetJobRequest request;
  request.set_name(name);
  return Call(*jobs_, &v1::Jobs::StubInterface::GetJob, request);
}

absl::StatusOr<v1::Job> ApiClient::CancelJob(const std::string& name) {
  v1::CancelJobRequest request;
  request.set_name(name);
  return Call(*jobs_, &v1::Jobs::StubInterface::CancelJob, request);
}

absl::StatusOr<JobList> ApiClient::ListJobs(const std::vector<v1::Job::State>& states,
                                            int64_t limit) {
  if (limit == 0) limit = std::numeric_limits<int64_t>::max();
  v1::ListJobsRequest request;
  // Constant: a page token is only good for the arguments it came with.
  request.set_page_size(static_cast<int32_t>(std::min(limit, kPageSize)));
  for (const v1::Job::State state : states) request.add_states(state);
  JobList list;
  do {
    ASSIGN_OR_RETURN(v1::ListJobsResponse page,
                     Call(*jobs_, &v1::Jobs::StubInterface::ListJobs, request));
    for (v1::Job& job : *page.mutable_jobs()) {
      if (static_cast<int64_t>(list.jobs.size()) == limit) break;
      list.jobs.push_back(std::move(job));
    }
    list.total = page.total_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && static_cast<int64_t>(list.jobs.size()) < limit);
  return list;
}

absl::StatusOr<std::vector<v1::Artifact>> ApiClient::ListArtifacts(const std::string& job) {
  v1::ListArtifactsRequest request;
  request.set_parent(job);
  ASSIGN_OR_RETURN(v1::ListArtifactsResponse response,
                   Call(*artifacts_, &v1::Artifacts::StubInterface::ListArtifacts, request));
  return ToVector(*response.mutable_artifacts());
}

absl::StatusOr<std::vector<v1::Worker>> ApiClient::ListWorkers() {
  ASSIGN_OR_RETURN(
      v1::ListWorkersResponse response,
      Call(*workers_, &v1::Workers::StubInterface::ListWorkers, v1::ListWorkersRequest()));
  return ToVector(*response.mutable_workers());
}

absl::StatusOr<v1::ServerInfo> ApiClient::GetServerInfo() {
  return Call(*info_, &v1::Server::StubInterface::GetServerInfo, v1::GetServerInfoRequest());
}

absl::Status ApiClient::WatchJob(const std::string& name, int64_t after_sequence,
                                 Cancellation& cancellation,
                                 const std::function<bool(const v1::JobEvent&)>& consume) {
  v1::WatchJobRequest request;
  request.set_name(name);
  request.set_after_sequence(after_sequence);
  grpc::ClientContext context;
  Cancellation::Hook hook(cancellation, [&context] { context.TryCancel(); });
  const auto reader = jobs_->WatchJob(&context, request);
  v1::JobEvent event;
  bool wants_more = true;
  while (wants_more && reader->Read(&event)) wants_more = consume(event);
  if (wants_more) return FromRpc(reader->Finish(), server_);
  context.TryCancel();
  reader->Finish();  // CANCELLED, as wished, or OK
  return absl::OkStatus();
}

absl::Status ApiClient::DownloadArtifact(
    const std::string& name, int64_t offset, Cancellation& cancellation,
    const std::function<absl::Status(const v1::ArtifactChunk&)>& consume) {
  v1::DownloadArtifactRequest request;
  request.set_name(name);
  request.set_offset(offset);
  grpc::ClientContext context;
  Cancellation::Hook hook(cancellation, [&context] { context.TryCancel(); });
  const auto reader = artifacts_->DownloadArtifact(&context, request);
  v1::ArtifactChunk chunk;
  while (reader->Read(&chunk)) {
    const absl::Status consumed = consume(chunk);
    if (consumed.ok()) continue;
    context.TryCancel();
    reader->Finish();  // CANCELLED, as wished: the reason is what counts
    return consumed;
  }
  return FromRpc(reader->Finish(), server_);
}

}  // namespace palimpsest
