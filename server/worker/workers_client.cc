#include "server/worker/workers_client.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/base/crc32.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"
#include "common/rpc/channel.h"

namespace palimpsest {
namespace {

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeWorkerChannel(const Address& server) {
  ChannelOptions options;
  // Not UploadArtifact: with a retry policy gRPC 1.51 now and then leaves a client stream hanging
  // that the server refused before it read it.
  options.retried_methods = {
      "palimpsest.v1.Workers/RegisterWorker", "palimpsest.v1.Workers/AcquireLease",
      "palimpsest.v1.Workers/Heartbeat", "palimpsest.v1.Workers/ReportEvents",
      "palimpsest.v1.Workers/CompleteAttempt"};
  options.max_attempts = 4;
  options.first_retry_delay = absl::Milliseconds(50);
  options.longest_retry_delay = absl::Seconds(1);
  options.longest_reconnect_delay = absl::Seconds(3);
  return MakeChannel(server, options);
}

// The context of one call, known to the client while the call is in flight.
class WorkersClient::ScopedCall {
 public:
  ScopedCall(WorkersClient& client, absl::Duration timeout) : client_(client) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    absl::MutexLock lock(&client_.mutex_);
    client_.in_flight_.insert(&context_);
    if (client_.closed_) context_.TryCancel();
  }
  ~ScopedCall() {
    absl::MutexLock lock(&client_.mutex_);
    client_.in_flight_.erase(&context_);
  }
  ScopedCall(const ScopedCall&) = delete;
  ScopedCall& operator=(const ScopedCall&) = delete;

  grpc::ClientContext* context() { return &context_; }

 private:
  WorkersClient& client_;
  grpc::ClientContext context_;
};

WorkersClient::WorkersClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(v1::Workers::NewStub(channel)) {}

template <typename Request, typename Response>
absl::StatusOr<Response> WorkersClient::Call(grpc::Status (v1::Workers::StubInterface::*method)(
                                                 grpc::ClientContext*, const Request&, Response*),
                                             const Request& request, absl::Duration timeout) {
  ScopedCall call(*this, timeout);
  Response response;
  RETURN_IF_ERROR(ToAbsl((stub_.get()->*method)(call.context(), request, &response)));
  return response;
}

absl::StatusOr<v1::RegisterWorkerResponse> WorkersClient::Register(
    const v1::RegisterWorkerRequest& request, absl::Duration timeout) {
  return Call(&v1::Workers::StubInterface::RegisterWorker, request, timeout);
}

absl::StatusOr<v1::AcquireLeaseResponse> WorkersClient::AcquireLease(
    const v1::AcquireLeaseRequest& request, absl::Duration timeout) {
  return Call(&v1::Workers::StubInterface::AcquireLease, request, timeout);
}

absl::StatusOr<v1::HeartbeatResponse> WorkersClient::Heartbeat(const v1::HeartbeatRequest& request,
                                                               absl::Duration timeout) {
  return Call(&v1::Workers::StubInterface::Heartbeat, request, timeout);
}

absl::StatusOr<v1::ReportEventsResponse> WorkersClient::ReportEvents(
    const v1::ReportEventsRequest& request, absl::Duration timeout) {
  return Call(&v1::Workers::StubInterface::ReportEvents, request, timeout);
}

absl::Status WorkersClient::CompleteAttempt(const v1::CompleteAttemptRequest& request,
                                            absl::Duration timeout) {
  return Call(&v1::Workers::StubInterface::CompleteAttempt, request, timeout).status();
}

absl::Status WorkersClient::UploadArtifact(const v1::UploadArtifactRequest::Header& header,
                                           const std::string& path, absl::Duration timeout) {
  ScopedCall call(*this, timeout);
  v1::UploadArtifactResponse response;
  auto writer = stub_->UploadArtifact(call.context(), &response);
  v1::UploadArtifactRequest request;
  *request.mutable_header() = header;
  bool open = writer->Write(request);
  int64_t offset = 0;
  const absl::Status read = ReadFileInPieces(path, [&](absl::string_view piece) {
    if (!open) return absl::CancelledError("the server has ended the call");
    v1::ArtifactChunk& chunk = *request.mutable_chunk();
    chunk.set_offset(offset);
    chunk.set_data(piece.data(), piece.size());
    chunk.set_crc32(Crc32(piece));
    offset += static_cast<int64_t>(piece.size());
    open = writer->Write(request);
    return absl::OkStatus();
  });
  if (open && !read.ok()) {
    call.context()->TryCancel();
    writer->Finish();
    // NOT_FOUND would read as a lost lease.
    return absl::IsNotFound(read) ? absl::InternalError(read.message()) : read;
  }
  // The server may have ended the call before the last chunk: its own status says why.
  if (open) writer->WritesDone();
  RETURN_IF_ERROR(ToAbsl(writer->Finish()));
  if (response.artifact().sha256() != header.artifact().sha256()) {
    return absl::DataLossError(absl::StrCat("the server stored ", header.artifact().file_name(),
                                            " with SHA-256 ", response.artifact().sha256(),
                                            "; sent was ", header.artifact().sha256()));
  }
  return absl::OkStatus();
}

void WorkersClient::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  for (grpc::ClientContext* context : in_flight_) context->TryCancel();
}

}  // namespace palimpsest
