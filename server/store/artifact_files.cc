#include "server/store/artifact_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {

ArtifactFiles::Upload::Upload(const ArtifactFiles& files, std::string temporary_path, int fd)
    : files_(files), temporary_path_(std::move(temporary_path)), fd_(fd) {}

ArtifactFiles::Upload::~Upload() {
  close(fd_);
  // Gone already after a successful Commit.
  unlink(temporary_path_.c_str());
}

absl::Status ArtifactFiles::Upload::Append(absl::string_view bytes) {
  RETURN_IF_ERROR(WriteAll(fd_, bytes, temporary_path_));
  hash_.Update(bytes);
  size_bytes_ += static_cast<int64_t>(bytes.size());
  return absl::OkStatus();
}

absl::Status ArtifactFiles::Upload::Commit(absl::string_view sha256) {
  const std::string actual = hash_.HexDigest();
  if (actual != sha256) {
    return absl::DataLossError(
        absl::StrCat("the artifact's content has SHA-256 ", actual, ", its header says ", sha256));
  }
  if (fsync(fd_) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", temporary_path_));
  const std::string path = files_.PathOf(actual);
  const std::string folder = path.substr(0, path.rfind('/'));
  RETURN_IF_ERROR(CreateDirectories(folder));
  // The folder may be new: without this a power failure could take it away with the file in it.
  RETURN_IF_ERROR(SyncDirectory(files_.folder()));
  if (rename(temporary_path_.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename to ", path));
  }
  return SyncDirectory(folder);
}

std::string ArtifactFiles::PathOf(absl::string_view sha256) const {
  return absl::StrCat(folder_, "/", sha256.substr(0, 2), "/", sha256);
}

std::string ArtifactFiles::IncomingFolder() const { return folder_ + "/incoming"; }

absl::Status ArtifactFiles::RemoveLeftovers() const { return RemoveAll(IncomingFolder()); }

absl::StatusOr<std::unique_ptr<ArtifactFiles::Upload>> ArtifactFiles::Begin() const {
  RETURN_IF_ERROR(CreateDirectories(IncomingFolder()));
  std::string path = IncomingFolder() + "/XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("create ", path));
  return std::unique_ptr<Upload>(new Upload(*this, std::move(path), fd));
}

absl::StatusOr<std::string> ArtifactFiles::Read(absl::string_view sha256, int64_t offset,
                                                size_t size) const {
  const std::string path = PathOf(sha256);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("open ", path));
  absl::Cleanup closer = [fd] { close(fd); };
  std::string bytes(size, '\0');
  ssize_t n = 0;
  do {
    n = pread(fd, bytes.data(), size, offset);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return ErrnoStatus(errno, absl::StrCat("read ", path));
  bytes.resize(static_cast<size_t>(n));
  return bytes;
}

}  // namespace palimpsest
