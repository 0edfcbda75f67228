#include "server/service/upload_reactor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "server/service/rpc_status.h"

namespace palimpsest {
namespace {

// To a worker NOT_FOUND says that its lease is lost. A folder of the server's that is not there
// says nothing of the kind: it is to try again.
absl::Status FileError(const absl::Status& status) {
  return absl::IsNotFound(status) ? absl::UnavailableError(status.message()) : status;
}

}  // namespace

UploadReactor::UploadReactor(CallContext call, v1::UploadArtifactResponse* response, Store& store,
                             const ArtifactFiles& files, ThreadPool& pool)
    : call_(std::move(call)), response_(response), store_(store), files_(files), pool_(pool) {
  StartRead(&message_);
}

void UploadReactor::OnReadDone(bool ok) {
  pool_.Run([this, ok] {
    const absl::Status status = ok ? Consume() : Complete();
    if (ok && status.ok()) return StartRead(&message_);
    Finish(ToGrpcStatus(status));
  });
}

absl::Status UploadReactor::Consume() {
  if (message_.has_header()) return ConsumeHeader();
  if (message_.has_chunk()) return ConsumeChunk();
  return absl::InvalidArgumentError("a message has neither header nor chunk");
}

absl::Status UploadReactor::ConsumeHeader() {
  if (upload_ != nullptr)
    return absl::InvalidArgumentError("header: only the first message has one");
  header_ = message_.header();
  if (!IsValidArtifactFileName(header_.artifact().file_name())) {
    return absl::InvalidArgumentError(absl::StrCat("header.artifact.file_name: \"",
                                                   header_.artifact().file_name(),
                                                   "\" is no name of an artifact"));
  }
  absl::StatusOr<std::unique_ptr<ArtifactFiles::Upload>> upload = files_.Begin();
  if (!upload.ok()) return FileError(upload.status());
  upload_ = *std::move(upload);
  return absl::OkStatus();
}

absl::Status UploadReactor::ConsumeChunk() {
  const v1::ArtifactChunk& chunk = message_.chunk();
  if (upload_ == nullptr) return absl::InvalidArgumentError("header: the first message needs one");
  if (chunk.offset() != upload_->size_bytes()) {
    return absl::InvalidArgumentError(
        absl::StrCat("chunk.offset: is ", chunk.offset(), ", expected ", upload_->size_bytes()));
  }
  if (chunk.crc32() != Crc32(chunk.data())) {
    return absl::DataLossError(
        absl::StrCat("chunk.crc32: the chunk at ", chunk.offset(), " was damaged on its way"));
  }
  const int64_t announced = header_.artifact().size_bytes();
  if (static_cast<int64_t>(chunk.data().size()) > announced - chunk.offset()) {
    return absl::InvalidArgumentError(
        absl::StrCat("chunk.data: more than the ", announced, " bytes that the header announces"));
  }
  return FileError(upload_->Append(chunk.data()));
}

absl::Status UploadReactor::Complete() {
  if (upload_ == nullptr) return absl::InvalidArgumentError("header: the first message needs one");
  if (upload_->size_bytes() != header_.artifact().size_bytes()) {
    return absl::DataLossError(absl::StrCat("the header announces ",
                                            header_.artifact().size_bytes(), " bytes, ",
                                            upload_->size_bytes(), " came"));
  }
  RETURN_IF_ERROR(FileError(upload_->Commit(header_.artifact().sha256())));
  ASSIGN_OR_RETURN(
      *response_->mutable_artifact(),
      store_.AddArtifact(header_.attempt(), header_.fencing_number(), header_.artifact()));
  return absl::OkStatus();
}

}  // namespace palimpsest
