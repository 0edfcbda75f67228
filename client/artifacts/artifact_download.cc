#include "client/artifacts/artifact_download.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "common/base/crc32.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// What is wrong with a chunk that should begin at `offset`; OK if nothing.
absl::Status CheckChunk(const v1::ArtifactChunk& chunk, const v1::Artifact& artifact,
                        int64_t offset) {
  if (chunk.offset() != offset) {
    return absl::DataLossError(absl::StrCat(artifact.name(), ": expected the bytes from ", offset,
                                            " on, got those from ", chunk.offset(), " on"));
  }
  if (Crc32(chunk.data()) != chunk.crc32()) {
    return absl::DataLossError(
        absl::StrCat(artifact.name(), ": wrong CRC-32 of the bytes from ", offset, " on"));
  }
  if (offset + static_cast<int64_t>(chunk.data().size()) > artifact.size_bytes()) {
    return absl::DataLossError(absl::StrCat(artifact.name(), ": has more than the ",
                                            artifact.size_bytes(), " bytes that it should have"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status NoArtifacts(absl::string_view job) {
  return absl::NotFoundError(absl::StrCat(job, " has no artifacts: they come when it ends"));
}

absl::StatusOr<v1::Artifact> FindArtifact(ApiClient& client, const std::string& job,
                                          const std::string& file_name) {
  ASSIGN_OR_RETURN(const std::vector<v1::Artifact> artifacts, client.ListArtifacts(job));
  std::vector<std::string> known;
  for (const v1::Artifact& artifact : artifacts) {
    if (artifact.file_name() == file_name) return artifact;
    known.push_back(artifact.file_name());
  }
  if (known.empty()) {
    return NoArtifacts(job);
  }
  return absl::NotFoundError(absl::StrCat(job, " has no artifact ", Quoted(file_name), "; ",
                                          SuggestName(file_name, known)));
}

absl::Status StreamArtifact(ApiClient& client, const v1::Artifact& artifact, int64_t offset,
                            const DownloadOptions& options, const ByteSink& sink) {
  Cancellation never;
  Cancellation& cancellation = options.cancellation != nullptr ? *options.cancellation : never;
  int idle_tries = 0;
  while (offset < artifact.size_bytes()) {
    const int64_t start = offset;
    bool is_sink_ok = true;
    absl::Status status = client.DownloadArtifact(
        artifact.name(), offset, cancellation, [&](const v1::ArtifactChunk& chunk) -> absl::Status {
          RETURN_IF_ERROR(CheckChunk(chunk, artifact, offset));
          const absl::Status sunk = sink(chunk.data());
          is_sink_ok = sunk.ok();
          if (is_sink_ok) offset += static_cast<int64_t>(chunk.data().size());
          return sunk;
        });
    if (!is_sink_ok) return status;
    if (cancellation.cancelled()) return absl::CancelledError("interrupted");
    if (offset == artifact.size_bytes()) break;
    if (status.ok()) {
      status = absl::DataLossError(absl::StrCat(artifact.name(), ": ended after ", offset, " of ",
                                                artifact.size_bytes(), " bytes"));
    }
    if (!absl::IsUnavailable(status) && !absl::IsDataLoss(status)) return status;
    idle_tries = offset > start ? 0 : idle_tries + 1;
    if (idle_tries == options.max_idle_tries) return status;
    cancellation.WaitFor(options.retry_delay);
  }
  if (offset == artifact.size_bytes()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(artifact.name(), ": has ", artifact.size_bytes(),
                                          " bytes, but ", offset, " are there already"));
}

absl::Status StreamCheckedArtifact(ApiClient& client, const v1::Artifact& artifact,
                                   const DownloadOptions& options, const ByteSink& sink) {
  Sha256 hash;
  RETURN_IF_ERROR(StreamArtifact(client, artifact, 0, options, [&](absl::string_view bytes) {
    hash.Update(bytes);
    return sink(bytes);
  }));
  return CheckSha256(artifact, hash.HexDigest());
}

absl::StatusOr<std::string> DownloadToMemory(ApiClient& client, const v1::Artifact& artifact,
                                             const DownloadOptions& options) {
  std::string content;
  RETURN_IF_ERROR(StreamCheckedArtifact(client, artifact, options, [&](absl::string_view bytes) {
    absl::StrAppend(&content, bytes);
    return absl::OkStatus();
  }));
  return content;
}

absl::Status CheckSha256(const v1::Artifact& artifact, absl::string_view sha256) {
  if (sha256 == artifact.sha256()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(artifact.name(), ": its SHA-256 is ", sha256,
                                          " but should be ", artifact.sha256()));
}

}  // namespace palimpsest
