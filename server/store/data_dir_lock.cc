#include "server/store/data_dir_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::Status Refusal(const std::string& dir, const std::string& path) {
  // The holder's process id is a help for the reader; the lock does not depend on it.
  const absl::StatusOr<std::string> pid = ReadFile(path);
  const std::string holder = pid.ok() && !pid->empty()
                                 ? absl::StrCat(" (process ", absl::StripSuffix(*pid, "\n"), ")")
                                 : "";
  return absl::FailedPreconditionError(absl::StrCat("another palimpsestd", holder,
                                                    " uses the data folder ", dir,
                                                    ": stop it or choose another folder"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataDirLock>> DataDirLock::Acquire(const std::string& dir) {
  const std::string path = absl::StrCat(dir, "/palimpsest.lock");
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("open ", path));
  std::unique_ptr<DataDirLock> lock = absl::WrapUnique(new DataDirLock(fd));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Refusal(dir, path);
    return ErrnoStatus(errno, absl::StrCat("lock ", path));
  }
  if (ftruncate(fd, 0) != 0) return ErrnoStatus(errno, absl::StrCat("truncate ", path));
  RETURN_IF_ERROR(WriteAll(fd, absl::StrCat(getpid(), "\n"), path));
  return lock;
}

DataDirLock::~DataDirLock() { close(fd_); }

}  // namespace palimpsest
