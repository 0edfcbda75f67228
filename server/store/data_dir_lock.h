#ifndef PALIMPSEST_SERVER_STORE_DATA_DIR_LOCK_H_
#define PALIMPSEST_SERVER_STORE_DATA_DIR_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace palimpsest {

// Keeps a second server out of a data folder: an flock on DIR/palimpsest.lock, held for as long as
// the object lives and gone with the process however it ends. Child processes do not inherit it.
class DataDirLock {
 public:
  // FAILED_PRECONDITION naming the folder and the other server's process if there is one; errors of
  // files as common/base/files.h says. `dir` must exist.
  static absl::StatusOr<std::unique_ptr<DataDirLock>> Acquire(const std::string& dir);

  ~DataDirLock();
  DataDirLock(const DataDirLock&) = delete;
  DataDirLock& operator=(const DataDirLock&) = delete;

 private:
  explicit DataDirLock(int fd) : fd_(fd) {}

  const int fd_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_DATA_DIR_LOCK_H_
