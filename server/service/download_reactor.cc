#include "server/service/download_reactor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "server/service/rpc_status.h"

namespace palimpsest {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;

absl::StatusOr<v1::Artifact> FindArtifact(const v1::DownloadArtifactRequest& request,
                                          Store& store) {
  const absl::StatusOr<ArtifactName> name = ParseArtifactName(request.name());
  RETURN_IF_ERROR(Annotate(name.status(), "name"));
  ASSIGN_OR_RETURN(v1::Artifact artifact, store.GetArtifact(name->job, name->file_name));
  if (request.offset() < 0 || request.offset() > artifact.size_bytes()) {
    return absl::InvalidArgumentError(absl::StrCat("offset: must be between 0 and the size, ",
                                                   artifact.size_bytes(), ", got ",
                                                   request.offset()));
  }
  return artifact;
}

}  // namespace

DownloadReactor::DownloadReactor(CallContext call, const v1::DownloadArtifactRequest& request,
                                 Store& store, const ArtifactFiles& files, ThreadPool& pool)
    : call_(std::move(call)), store_(store), files_(files), pool_(pool), offset_(request.offset()) {
  pool_.Run([this, request] { Begin(request); });
}

void DownloadReactor::Begin(const v1::DownloadArtifactRequest& request) {
  absl::StatusOr<v1::Artifact> artifact = FindArtifact(request, store_);
  if (!artifact.ok()) return Finish(ToGrpcStatus(artifact.status()));
  artifact_ = *std::move(artifact);
  WriteNext();
}

void DownloadReactor::WriteNext() {
  if (offset_ == artifact_.size_bytes()) return Finish(grpc::Status::OK);
  absl::StatusOr<std::string> bytes = files_.Read(artifact_.sha256(), offset_, kChunkBytes);
  if (bytes.ok() && bytes->empty()) {
    bytes = absl::DataLossError(absl::StrCat("the file of ", artifact_.name(), " ends at ", offset_,
                                             " of ", artifact_.size_bytes(), " bytes"));
  }
  if (!bytes.ok()) return Finish(ToGrpcStatus(bytes.status()));
  chunk_.set_offset(offset_);
  chunk_.set_crc32(Crc32(*bytes));
  offset_ += static_cast<int64_t>(bytes->size());
  chunk_.set_data(*std::move(bytes));
  StartWrite(&chunk_);
}

void DownloadReactor::OnWriteDone(bool ok) {
  if (!ok) return Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the reader has gone"));
  pool_.Run([this] { WriteNext(); });
}

}  // namespace palimpsest
