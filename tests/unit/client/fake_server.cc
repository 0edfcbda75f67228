#include "tests/unit/client/fake_server.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/sha256.h"
#include "common/job/state_machine.h"
#include "common/rpc/channel.h"

namespace palimpsest {
namespace {

constexpr size_t kChunkBytes = 5;

const grpc::Status& Broken() {
  static const auto& status =
      *new grpc::Status(grpc::StatusCode::UNAVAILABLE, "the connection broke");
  return status;
}

}  // namespace

FakeServer::FakeServer() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", MakeServerCredentials(Address()), &port);
  builder.RegisterService(static_cast<v1::Artifacts::Service*>(this));
  builder.RegisterService(static_cast<v1::Jobs::Service*>(this));
  builder.RegisterService(static_cast<v1::Server::Service*>(this));
  builder.RegisterService(static_cast<v1::Workers::Service*>(this));
  server_ = builder.BuildAndStart();
  target_ = Address().WithPort(port);
}

FakeServer::~FakeServer() {
  {
    absl::MutexLock lock(&mutex_);
    shutting_down_ = true;
  }
  server_->Shutdown();
}

void FakeServer::AddJob(const v1::Job& job) {
  absl::MutexLock lock(&mutex_);
  jobs_.push_back(job);
}

void FakeServer::AddWorker(const v1::Worker& worker) {
  absl::MutexLock lock(&mutex_);
  workers_.push_back(worker);
}

void FakeServer::SetInfo(const v1::ServerInfo& info) {
  absl::MutexLock lock(&mutex_);
  info_ = info;
}

void FakeServer::SetEvents(const std::string& job, std::vector<v1::JobEvent> events) {
  for (size_t i = 0; i < events.size(); ++i) events[i].set_sequence(static_cast<int64_t>(i + 1));
  absl::MutexLock lock(&mutex_);
  events_[job] = std::move(events);
}

v1::Artifact FakeServer::AddArtifact(const std::string& job, const std::string& file_name,
                                     const std::string& content) {
  v1::Artifact artifact;
  artifact.set_name(absl::StrCat(job, "/artifacts/", file_name));
  artifact.set_file_name(file_name);
  artifact.set_size_bytes(static_cast<int64_t>(content.size()));
  artifact.set_sha256(Sha256Hex(content));
  absl::MutexLock lock(&mutex_);
  artifacts_[job].push_back(artifact);
  contents_[artifact.name()] = content;
  return artifact;
}

void FakeServer::ReplaceContent(const std::string& artifact_name, const std::string& content) {
  absl::MutexLock lock(&mutex_);
  contents_[artifact_name] = content;
}

void FakeServer::FailCalls(int count, const grpc::Status& status, int skipped) {
  absl::MutexLock lock(&mutex_);
  skipped_calls_ = skipped;
  failing_calls_ = count;
  failure_ = status;
}

void FakeServer::BreakStreams(int count, int after_messages) {
  absl::MutexLock lock(&mutex_);
  breaking_streams_ = count;
  messages_until_break_ = after_messages;
}

void FakeServer::CorruptNextChunk() {
  absl::MutexLock lock(&mutex_);
  corrupt_chunk_ = true;
}

std::vector<v1::CreateJobRequest> FakeServer::create_requests() const {
  absl::MutexLock lock(&mutex_);
  return create_requests_;
}

std::vector<v1::WatchJobRequest> FakeServer::watch_requests() const {
  absl::MutexLock lock(&mutex_);
  return watch_requests_;
}

std::vector<v1::DownloadArtifactRequest> FakeServer::download_requests() const {
  absl::MutexLock lock(&mutex_);
  return download_requests_;
}

int FakeServer::calls() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}

void FakeServer::AwaitStalledWatch() const {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&watch_stalled_));
}

grpc::Status FakeServer::BeginCall() {
  absl::MutexLock lock(&mutex_);
  ++calls_;
  if (skipped_calls_ > 0) {
    --skipped_calls_;
    return grpc::Status::OK;
  }
  if (failing_calls_ == 0) return grpc::Status::OK;
  --failing_calls_;
  return failure_;
}

int FakeServer::MessagesUntilBreak() {
  if (breaking_streams_ == 0) return std::numeric_limits<int>::max();
  --breaking_streams_;
  return messages_until_break_;
}

grpc::Status FakeServer::FindJob(const std::string& name, v1::Job* job) const {
  for (const v1::Job& candidate : jobs_) {
    if (candidate.name() != name) continue;
    *job = candidate;
    return grpc::Status::OK;
  }
  return grpc::Status(grpc::StatusCode::NOT_FOUND, absl::StrCat("no such job: ", name));
}

grpc::Status FakeServer::CreateJob(grpc::ServerContext*, const v1::CreateJobRequest* request,
                                   v1::Job* job) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  create_requests_.push_back(*request);
  job->set_name(absl::StrCat("jobs/", jobs_.size() + 1));
  job->set_state(v1::Job::QUEUED);
  *job->mutable_spec() = request->spec();
  job->set_user(request->user());
  jobs_.push_back(*job);
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetJob(grpc::ServerContext*, const v1::GetJobRequest* request,
                                v1::Job* job) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  return FindJob(request->name(), job);
}

grpc::Status FakeServer::ListJobs(grpc::ServerContext*, const v1::ListJobsRequest* request,
                                  v1::ListJobsResponse* response) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  int skip = 0;
  if (!absl::SimpleAtoi(request->page_token(), &skip)) skip = 0;
  int index = 0;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) {
    const auto& states = request->states();
    const bool is_wanted =
        states.empty() || std::find(states.begin(), states.end(), job->state()) != states.end();
    if (!is_wanted) continue;
    response->set_total_size(response->total_size() + 1);
    if (index++ < skip) continue;
    if (response->jobs_size() == request->page_size()) {
      response->set_next_page_token(absl::StrCat(skip + request->page_size()));
      continue;
    }
    *response->add_jobs() = *job;
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::CancelJob(grpc::ServerContext*, const v1::CancelJobRequest* request,
                                   v1::Job* job) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  if (grpc::Status status = FindJob(request->name(), job); !status.ok()) return status;
  if (HasEnded(job->state())) {
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION,
                        absl::StrCat(job->name(), " has ended already"));
  }
  job->set_state(v1::Job::CANCELLING);
  return grpc::Status::OK;
}

grpc::Status FakeServer::WatchJob(grpc::ServerContext*, const v1::WatchJobRequest* request,
                                  grpc::ServerWriter<v1::JobEvent>* writer) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  std::vector<v1::JobEvent> messages(1);
  int until_break;
  {
    absl::MutexLock lock(&mutex_);
    watch_requests_.push_back(*request);
    until_break = MessagesUntilBreak();
    const grpc::Status found = FindJob(request->name(), messages[0].mutable_job());
    if (!found.ok()) return found;
    const std::vector<v1::JobEvent>& events = events_[request->name()];
    messages[0].set_sequence(request->after_sequence());
    for (const v1::JobEvent& event : events) {
      if (event.sequence() > request->after_sequence()) messages.push_back(event);
    }
    const bool has_ended = !events.empty() && events.back().last();
    if (messages.size() == 1) messages[0].set_last(has_ended);
  }
  for (const v1::JobEvent& message : messages) {
    if (until_break-- == 0) return Broken();
    writer->Write(message);
  }
  if (until_break <= 0) return Broken();
  if (messages.back().last()) return grpc::Status::OK;
  absl::MutexLock lock(&mutex_);
  watch_stalled_ = true;
  mutex_.Await(absl::Condition(&shutting_down_));
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListArtifacts(grpc::ServerContext*,
                                       const v1::ListArtifactsRequest* request,
                                       v1::ListArtifactsResponse* response) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  for (const v1::Artifact& artifact : artifacts_[request->parent()]) {
    *response->add_artifacts() = artifact;
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::DownloadArtifact(grpc::ServerContext*,
                                          const v1::DownloadArtifactRequest* request,
                                          grpc::ServerWriter<v1::ArtifactChunk>* writer) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  download_requests_.push_back(*request);
  int until_break = MessagesUntilBreak();
  const std::string& content = contents_[request->name()];
  for (auto at = static_cast<size_t>(request->offset()); at < content.size(); at += kChunkBytes) {
    if (until_break-- == 0) return Broken();
    v1::ArtifactChunk chunk;
    chunk.set_offset(static_cast<int64_t>(at));
    chunk.set_data(content.substr(at, kChunkBytes));
    chunk.set_crc32(Crc32(chunk.data()) + (corrupt_chunk_ ? 1 : 0));
    corrupt_chunk_ = false;
    writer->Write(chunk);
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListWorkers(grpc::ServerContext*, const v1::ListWorkersRequest*,
                                     v1::ListWorkersResponse* response) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  for (const v1::Worker& worker : workers_) *response->add_workers() = worker;
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*,
                                       v1::ServerInfo* response) {
  if (grpc::Status status = BeginCall(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  *response = info_;
  return grpc::Status::OK;
}

}  // namespace palimpsest
