#include "tests/support/fake_workers_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/crc32.h"
#include "common/base/sha256.h"
#include "common/job/resource_names.h"
#include "common/rpc/channel.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

FakeWorkersServer::FakeWorkersServer() : address_(Address().WithPort(0)) { Start(); }

FakeWorkersServer::~FakeWorkersServer() { Stop(); }

void FakeWorkersServer::Start() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = false;
  }
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_.text(), MakeServerCredentials(address_), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  address_ = address_.WithPort(port);
}

void FakeWorkersServer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  server_->Shutdown(absl::ToChronoTime(absl::Now()));
  server_->Wait();
}

std::string FakeWorkersServer::Enqueue(const std::string& behaviour, int attempt_number) {
  absl::MutexLock lock(&mutex_);
  v1::Lease lease;
  lease.set_fencing_number(++leases_);
  lease.set_attempt(absl::StrCat("jobs/", leases_, "/attempts/", attempt_number));
  lease.mutable_spec()->set_display_name(behaviour);
  attempts_[lease.attempt()].fencing_number = lease.fencing_number();
  queue_.push_back(lease);
  return lease.attempt();
}

void FakeWorkersServer::Cancel(const std::string& attempt) {
  absl::MutexLock lock(&mutex_);
  attempts_[attempt].cancel = true;
}

void FakeWorkersServer::TakeAway(const std::string& attempt) {
  absl::MutexLock lock(&mutex_);
  attempts_[attempt].taken = true;
}

void FakeWorkersServer::ForgetWorkers() {
  absl::MutexLock lock(&mutex_);
  known_workers_.clear();
}

void FakeWorkersServer::Fail(const std::string& method, const grpc::Status& status, int times,
                             bool after_work) {
  absl::MutexLock lock(&mutex_);
  faults_[method] = {status, times, after_work};
}

FakeWorkersServer::Attempt FakeWorkersServer::attempt(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  return attempts_[name];
}

std::vector<v1::RegisterWorkerRequest> FakeWorkersServer::registrations() {
  absl::MutexLock lock(&mutex_);
  return registrations_;
}

int FakeWorkersServer::calls(const std::string& method) {
  absl::MutexLock lock(&mutex_);
  return calls_[method];
}

bool FakeWorkersServer::WaitUntil(const std::string& attempt, bool (*condition)(const Attempt&)) {
  absl::MutexLock lock(&mutex_);
  const auto holds = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return condition(attempts_[attempt]);
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&holds), kPatience);
}

bool FakeWorkersServer::WaitForOutcome(const std::string& attempt) {
  return WaitUntil(attempt, [](const Attempt& state) { return state.outcome.has_value(); });
}

bool FakeWorkersServer::WaitForRegistrations(size_t count) {
  absl::MutexLock lock(&mutex_);
  const auto holds = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return registrations_.size() >= count;
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&holds), kPatience);
}

bool FakeWorkersServer::WaitForCalls(const std::string& method, int count) {
  absl::MutexLock lock(&mutex_);
  const auto holds = [&]()
                         ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return calls_[method] >= count; };
  return mutex_.AwaitWithTimeout(absl::Condition(&holds), kPatience);
}

absl::optional<FakeWorkersServer::Fault> FakeWorkersServer::Begin(const std::string& method) {
  ++calls_[method];
  const auto fault = faults_.find(method);
  if (fault == faults_.end() || fault->second.times == 0) return absl::nullopt;
  --fault->second.times;
  return fault->second;
}

bool FakeWorkersServer::IsForgotten(const std::string& worker) {
  return known_workers_.count(worker) == 0;
}

grpc::Status FakeWorkersServer::CheckLease(const std::string& attempt, int64_t fencing_number) {
  const Attempt& state = attempts_[attempt];
  if (!state.taken && !state.outcome.has_value() && state.fencing_number == fencing_number) {
    return grpc::Status::OK;
  }
  return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "the lease is another worker's");
}

grpc::Status FakeWorkersServer::RegisterWorker(grpc::ServerContext* /*context*/,
                                               const v1::RegisterWorkerRequest* request,
                                               v1::RegisterWorkerResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (const auto fault = Begin("RegisterWorker")) return fault->status;
  if (!ParseWorkerName(request->worker()).ok()) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "not a worker's name");
  }
  registrations_.push_back(*request);
  known_workers_.insert(request->worker());
  response->mutable_heartbeat_interval()->set_nanos(20'000'000);
  response->mutable_lease_timeout()->set_seconds(2);
  return grpc::Status::OK;
}

grpc::Status FakeWorkersServer::AcquireLease(grpc::ServerContext* context,
                                             const v1::AcquireLeaseRequest* request,
                                             v1::AcquireLeaseResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (const auto fault = Begin("AcquireLease")) return fault->status;
  const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty() || IsForgotten(request->worker()) || context->IsCancelled();
  };
  const absl::Time deadline = absl::FromChrono(context->deadline()) - absl::Seconds(1);
  while (!ready() && absl::Now() < deadline) {
    // In steps: nothing wakes the condition when the client goes away.
    mutex_.AwaitWithTimeout(absl::Condition(&ready), absl::Milliseconds(20));
  }
  if (stopping_) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down");
  if (context->IsCancelled()) return grpc::Status::CANCELLED;
  if (!queue_.empty()) {
    *response->mutable_lease() = std::move(queue_.front());
    queue_.pop_front();
    return grpc::Status::OK;
  }
  if (!IsForgotten(request->worker())) return grpc::Status::OK;
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such worker");
}

grpc::Status FakeWorkersServer::Heartbeat(grpc::ServerContext* /*context*/,
                                          const v1::HeartbeatRequest* request,
                                          v1::HeartbeatResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (const auto fault = Begin("Heartbeat")) return fault->status;
  if (IsForgotten(request->worker())) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such worker");
  }
  if (request->attempt().empty()) return grpc::Status::OK;
  const grpc::Status lease = CheckLease(request->attempt(), request->fencing_number());
  if (!lease.ok()) return lease;
  Attempt& state = attempts_[request->attempt()];
  ++state.heartbeats;
  response->set_cancel(state.cancel);
  return grpc::Status::OK;
}

grpc::Status FakeWorkersServer::ReportEvents(grpc::ServerContext* /*context*/,
                                             const v1::ReportEventsRequest* request,
                                             v1::ReportEventsResponse* response) {
  absl::MutexLock lock(&mutex_);
  const auto fault = Begin("ReportEvents");
  if (fault.has_value() && !fault->after_work) return fault->status;
  const grpc::Status lease = CheckLease(request->attempt(), request->fencing_number());
  if (!lease.ok()) return lease;
  std::vector<v1::JobEvent>& events = attempts_[request->attempt()].events;
  const int64_t stored = static_cast<int64_t>(events.size());
  if (request->first_index() > stored) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "events are missing");
  }
  for (int i = static_cast<int>(stored - request->first_index()); i < request->events_size(); ++i) {
    events.push_back(request->events(i));
  }
  if (fault.has_value()) return fault->status;
  response->set_stored(static_cast<int64_t>(events.size()));
  return grpc::Status::OK;
}

grpc::Status FakeWorkersServer::UploadArtifact(
    grpc::ServerContext* /*context*/, grpc::ServerReader<v1::UploadArtifactRequest>* reader,
    v1::UploadArtifactResponse* response) {
  absl::optional<Fault> fault;
  {
    absl::MutexLock lock(&mutex_);
    fault = Begin("UploadArtifact");
  }
  if (fault.has_value()) return fault->status;
  v1::UploadArtifactRequest part;
  if (!reader->Read(&part) || !part.has_header()) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no header");
  }
  const v1::UploadArtifactRequest::Header header = part.header();
  std::string content;
  while (reader->Read(&part)) {
    const v1::ArtifactChunk& chunk = part.chunk();
    if (chunk.offset() != static_cast<int64_t>(content.size()) ||
        chunk.crc32() != Crc32(chunk.data()) || chunk.data().size() > (size_t{1} << 20)) {
      return grpc::Status(grpc::StatusCode::DATA_LOSS, "a bad chunk");
    }
    content.append(chunk.data());
  }
  if (static_cast<int64_t>(content.size()) != header.artifact().size_bytes()) {
    return grpc::Status(grpc::StatusCode::DATA_LOSS, "not the announced size");
  }
  absl::MutexLock lock(&mutex_);
  const grpc::Status lease = CheckLease(header.attempt(), header.fencing_number());
  if (!lease.ok()) return lease;
  *response->mutable_artifact() = header.artifact();
  response->mutable_artifact()->set_sha256(Sha256Hex(content));
  attempts_[header.attempt()].artifacts[header.artifact().file_name()] = std::move(content);
  return grpc::Status::OK;
}

grpc::Status FakeWorkersServer::CompleteAttempt(grpc::ServerContext* /*context*/,
                                                const v1::CompleteAttemptRequest* request,
                                                v1::CompleteAttemptResponse* /*response*/) {
  absl::MutexLock lock(&mutex_);
  if (const auto fault = Begin("CompleteAttempt")) return fault->status;
  Attempt& state = attempts_[request->attempt()];
  const bool is_repeat = state.outcome.has_value() &&
                         state.outcome->SerializeAsString() == request->SerializeAsString();
  if (is_repeat && !state.taken) return grpc::Status::OK;
  const grpc::Status lease = CheckLease(request->attempt(), request->fencing_number());
  if (!lease.ok()) return lease;
  if (request->has_cancelled() && !state.cancel) {
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "nobody cancelled the job");
  }
  state.outcome = *request;
  return grpc::Status::OK;
}

}  // namespace palimpsest
