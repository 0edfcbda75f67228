#include "client/artifacts/artifact_download.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "common/base/crc32.h"
#include "common/base/files.h"
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

absl::Status CheckSha256(const v1::Artifact& artifact, absl::string_view sha256) {
  if (sha256 == artifact.sha256()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(artifact.name(), ": its SHA-256 is ", sha256,
                                          " but should be ", artifact.sha256()));
}

// The name of a file that is about to become `path`.
std::string PartialPath(const v1::Artifact& artifact, const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string name =
      absl::StrCat(".", whole.filename().string(), ".", artifact.sha256().substr(0, 16), ".part");
  return (whole.parent_path() / name).string();
}

// Brings the partial file to its full length and onto the disk.
absl::Status CompletePartialFile(JobsClient& client, const v1::Artifact& artifact,
                                 const std::string& partial, const DownloadOptions& options) {
  const int fd = open(partial.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  // Not NOT_FOUND or PERMISSION_DENIED: those are about what the server has.
  if (fd < 0) {
    return absl::InvalidArgumentError(
        ErrnoStatus(errno, absl::StrCat("create ", partial)).message());
  }
  absl::Cleanup closer = [fd] { close(fd); };
  ASSIGN_OR_RETURN(const int64_t offset, FileSizeBytes(partial));
  RETURN_IF_ERROR(StreamArtifact(
      client, artifact, offset, options,
      [fd, &partial](absl::string_view bytes) { return WriteAll(fd, bytes, partial); }));
  if (fsync(fd) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", partial));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Artifact> FindArtifact(JobsClient& client, const std::string& job,
                                          const std::string& file_name) {
  ASSIGN_OR_RETURN(const std::vector<v1::Artifact> artifacts, client.ListArtifacts(job));
  std::vector<std::string> known;
  for (const v1::Artifact& artifact : artifacts) {
    if (artifact.file_name() == file_name) return artifact;
    known.push_back(artifact.file_name());
  }
  if (known.empty()) {
    return absl::NotFoundError(
        absl::StrCat(job, " has no artifacts: it has them once it has succeeded"));
  }
  return absl::NotFoundError(absl::StrCat(job, " has no artifact ", Quoted(file_name), "; ",
                                          SuggestName(file_name, known)));
}

absl::Status StreamArtifact(JobsClient& client, const v1::Artifact& artifact, int64_t offset,
                            const DownloadOptions& options,
                            const std::function<absl::Status(absl::string_view)>& sink) {
  int idle_tries = 0;
  while (offset < artifact.size_bytes()) {
    const int64_t start = offset;
    bool is_sink_ok = true;
    absl::Status status = client.DownloadArtifact(
        artifact.name(), offset, [&](const v1::ArtifactChunk& chunk) -> absl::Status {
          RETURN_IF_ERROR(CheckChunk(chunk, artifact, offset));
          const absl::Status sunk = sink(chunk.data());
          is_sink_ok = sunk.ok();
          if (is_sink_ok) offset += static_cast<int64_t>(chunk.data().size());
          return sunk;
        });
    if (!is_sink_ok) return status;
    if (offset == artifact.size_bytes()) break;
    if (status.ok()) {
      status = absl::DataLossError(absl::StrCat(artifact.name(), ": ended after ", offset, " of ",
                                                artifact.size_bytes(), " bytes"));
    }
    if (!absl::IsUnavailable(status) && !absl::IsDataLoss(status)) return status;
    idle_tries = offset > start ? 0 : idle_tries + 1;
    if (idle_tries == options.max_idle_tries) return status;
    absl::SleepFor(options.retry_delay);
  }
  if (offset == artifact.size_bytes()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(artifact.name(), ": has ", artifact.size_bytes(),
                                          " bytes, but ", offset, " are there already"));
}

absl::StatusOr<std::string> DownloadToMemory(JobsClient& client, const v1::Artifact& artifact,
                                             const DownloadOptions& options) {
  std::string content;
  RETURN_IF_ERROR(StreamArtifact(client, artifact, 0, options, [&](absl::string_view bytes) {
    absl::StrAppend(&content, bytes);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(CheckSha256(artifact, Sha256Hex(content)));
  return content;
}

absl::Status DownloadToFile(JobsClient& client, const v1::Artifact& artifact,
                            const std::string& path, const DownloadOptions& options) {
  const std::string partial = PartialPath(artifact, path);
  RETURN_IF_ERROR(CompletePartialFile(client, artifact, partial, options));
  ASSIGN_OR_RETURN(const std::string sha256, Sha256HexOfFile(partial));
  if (const absl::Status checked = CheckSha256(artifact, sha256); !checked.ok()) {
    RETURN_IF_ERROR(RemoveAll(partial));
    return checked;
  }
  if (rename(partial.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename to ", path));
  }
  return absl::OkStatus();
}

}  // namespace palimpsest
