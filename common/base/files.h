#ifndef PALIMPSEST_COMMON_BASE_FILES_H_
#define PALIMPSEST_COMMON_BASE_FILES_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// Errors of every function here name the path and the system's reason. Codes: NOT_FOUND (no such
// file or folder), PERMISSION_DENIED, RESOURCE_EXHAUSTED (disk full, quota, file-size limit),
// UNAVAILABLE (no file descriptors: try again), otherwise UNKNOWN.

// The status for `error_number` (an errno) that came from `what`, e.g. "write /a/b".
absl::Status ErrnoStatus(int error_number, absl::string_view what);

// Writes all of `content` at the place where `fd` stands; `path` is for errors. Signals are
// retried.
absl::Status WriteAll(int fd, absl::string_view content, absl::string_view path);

absl::StatusOr<std::string> ReadFile(const std::string& path);

// Calls `consume` with successive pieces of at most 1 MiB; stops at its first error and returns
// that.
absl::Status ReadFileInPieces(const std::string& path,
                              const std::function<absl::Status(absl::string_view)>& consume);

// Writes the file whole or not at all: into a temporary neighbour, flushed to the disk, then
// renamed over `path`. On error nothing is left behind.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view content);

// Creates the folder and its parents; one that exists is fine.
absl::Status CreateDirectories(const std::string& path);

// Makes the renames in a folder durable.
absl::Status SyncDirectory(const std::string& path);

// Removes a file or a folder with all it holds; one that does not exist is fine.
absl::Status RemoveAll(const std::string& path);

absl::StatusOr<int64_t> FileSizeBytes(const std::string& path);

// A new empty folder `prefix` + six random characters.
absl::StatusOr<std::string> MakeTemporaryDirectory(const std::string& prefix);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_FILES_H_
