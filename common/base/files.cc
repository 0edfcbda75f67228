#include "common/base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 20;

}  // namespace

absl::Status ErrnoStatus(int error_number, absl::string_view what) {
  const std::string message = absl::StrCat(what, ": ", std::strerror(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    case EMFILE:
    case ENFILE:
      return absl::UnavailableError(message);
    default:
      return absl::UnknownError(message);
  }
}

absl::Status WriteAll(int fd, absl::string_view content, absl::string_view path) {
  while (!content.empty()) {
    const ssize_t n = write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(errno, absl::StrCat("write ", path));
    content.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status ReadFileInPieces(const std::string& path,
                              const std::function<absl::Status(absl::string_view)>& consume) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("open ", path));
  absl::Cleanup closer = [fd] { close(fd); };
  std::vector<char> piece(kPieceBytes);
  while (true) {
    const ssize_t n = read(fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(errno, absl::StrCat("read ", path));
    if (n == 0) return absl::OkStatus();
    RETURN_IF_ERROR(consume(absl::string_view(piece.data(), static_cast<size_t>(n))));
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::string content;
  RETURN_IF_ERROR(ReadFileInPieces(path, [&content](absl::string_view piece) {
    content.append(piece.data(), piece.size());
    return absl::OkStatus();
  }));
  return content;
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view content) {
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("create ", temporary));
  absl::Cleanup remove_temporary = [&temporary] { unlink(temporary.c_str()); };
  {
    absl::Cleanup closer = [fd] { close(fd); };
    RETURN_IF_ERROR(WriteAll(fd, content, path));
    if (fchmod(fd, 0644) != 0) return ErrnoStatus(errno, absl::StrCat("chmod ", path));
    if (fsync(fd) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", path));
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename to ", path));
  }
  std::move(remove_temporary).Cancel();
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return SyncDirectory(parent.empty() ? "." : parent);
}

absl::Status CreateDirectories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return ErrnoStatus(error.value(), absl::StrCat("create folder ", path));
  return absl::OkStatus();
}

absl::Status SyncDirectory(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("open ", path));
  absl::Cleanup closer = [fd] { close(fd); };
  if (fsync(fd) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", path));
  return absl::OkStatus();
}

absl::Status RemoveAll(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return ErrnoStatus(error.value(), absl::StrCat("remove ", path));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FileSizeBytes(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("stat ", path));
  return static_cast<int64_t>(info.st_size);
}

absl::StatusOr<std::string> MakeTemporaryDirectory(const std::string& prefix) {
  std::string path = absl::StrCat(prefix, "XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return ErrnoStatus(errno, absl::StrCat("create folder ", path));
  }
  return path;
}

}  // namespace palimpsest
