#include "client/artifacts/artifact_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/display/format.h"
#include "client/display/printable.h"
#include "common/base/files.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/process/unique_fd.h"

namespace palimpsest {
namespace {

// Not NOT_FOUND or PERMISSION_DENIED: those are about what the server has.
absl::Status LocalError(int error_number, absl::string_view what) {
  return absl::InvalidArgumentError(ErrnoStatus(error_number, what).message());
}

// The same for what our own helpers say of local files.
absl::Status LocalError(const absl::Status& status) {
  return status.ok() ? status : absl::InvalidArgumentError(status.message());
}

// A partial file of this process alone.
struct PartialFile {
  std::string path;
  UniqueFd fd;  // locked, and gone from other calls' reach, until it is closed
};

// The partial file with this path; without a descriptor if another call works on it.
absl::StatusOr<PartialFile> TryPartialFile(std::string path) {
  while (true) {
    UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd) return LocalError(errno, absl::StrCat("create ", path));
    // Where a file system has no locks, calls at once must do without.
    if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      return PartialFile{std::move(path), UniqueFd()};
    }
    // Whoever had the lock may have renamed the file since it was opened here.
    struct stat opened {};
    struct stat named {};
    if (fstat(fd.get(), &opened) != 0) return LocalError(errno, absl::StrCat("stat ", path));
    if (lstat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino &&
        named.st_dev == opened.st_dev) {
      return PartialFile{std::move(path), std::move(fd)};
    }
  }
}

// The partial file of a file that is about to become `path`: the one that an interrupted call left,
// unless another call works on it right now.
absl::StatusOr<PartialFile> OpenPartialFile(const v1::Artifact& artifact, const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string stem =
      absl::StrCat(".", whole.filename().string(), ".", artifact.sha256().substr(0, 16));
  for (int number = 1;; ++number) {
    const std::string name =
        number == 1 ? absl::StrCat(stem, ".part") : absl::StrCat(stem, ".", number, ".part");
    ASSIGN_OR_RETURN(PartialFile partial, TryPartialFile((whole.parent_path() / name).string()));
    if (partial.fd) return partial;
  }
}

// Brings the partial file to its full length and onto the disk.
absl::Status Complete(ApiClient& client, const v1::Artifact& artifact, const PartialFile& partial,
                      const DownloadOptions& options) {
  struct stat found {};
  if (fstat(partial.fd.get(), &found) != 0) return LocalError(errno, "stat " + partial.path);
  int64_t offset = found.st_size;
  if (offset > artifact.size_bytes()) {
    // Where a file system has no locks, two calls may have written into one file.
    if (ftruncate(partial.fd.get(), 0) != 0) return LocalError(errno, "truncate " + partial.path);
    offset = 0;
  }
  RETURN_IF_ERROR(
      StreamArtifact(client, artifact, offset, options, [&partial](absl::string_view bytes) {
        return WriteAll(partial.fd.get(), bytes, partial.path);
      }));
  if (fsync(partial.fd.get()) != 0) return LocalError(errno, absl::StrCat("fsync ", partial.path));
  return absl::OkStatus();
}

// `failure`, saying what has become of the partial file: what holds something stays for the next
// call.
absl::Status LeavePartialFile(const PartialFile& partial, const absl::Status& failure) {
  const absl::StatusOr<int64_t> size = FileSizeBytes(partial.path);
  if (!size.ok()) return failure;
  if (*size == 0) {
    RETURN_IF_ERROR(RemoveAll(partial.path));
    return failure;
  }
  return absl::Status(failure.code(),
                      absl::StrCat(failure.message(), "; ", BytesText(*size), " are kept in ",
                                   partial.path, ", the same command goes on from there"));
}

absl::StatusOr<bool> HasContentOf(const v1::Artifact& artifact, const std::string& path,
                                  int64_t size_bytes) {
  if (size_bytes != artifact.size_bytes()) return false;
  const absl::StatusOr<std::string> sha256 = Sha256HexOfFile(path);
  if (!sha256.ok()) return LocalError(sha256.status());
  return *sha256 == artifact.sha256();
}

absl::Status HoldsSomethingElse(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path,
                   " exists and holds something else: name another file with -o, or "
                   "replace it with --force"));
}

// Gives the whole partial file its name. A file that has come there meanwhile is replaced only if
// it `may_replace`, and is as good if it has the same content.
absl::Status PutInPlace(const v1::Artifact& artifact, const PartialFile& partial,
                        const std::string& path, bool may_replace) {
  const char* const from = partial.path.c_str();
  if (may_replace) {
    if (rename(from, path.c_str()) == 0) return absl::OkStatus();
    return LocalError(errno, absl::StrCat("rename to ", path));
  }
  // A second name fails where there is a file, unlike a rename.
  if (link(from, path.c_str()) == 0) return LocalError(RemoveAll(partial.path));
  if (errno == EEXIST) {
    ASSIGN_OR_RETURN(const bool is_same, HasContentOf(artifact, path, artifact.size_bytes()));
    return is_same ? LocalError(RemoveAll(partial.path)) : HoldsSomethingElse(path);
  }
  // Some file systems have no second names.
  if (renameat2(AT_FDCWD, from, AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
    return absl::OkStatus();
  }
  return errno == EEXIST ? HoldsSomethingElse(path)
                         : LocalError(errno, absl::StrCat("rename to ", path));
}

absl::Status SaveFile(ApiClient& client, const v1::Artifact& artifact, const std::string& path,
                      bool may_replace, const DownloadOptions& options) {
  ASSIGN_OR_RETURN(const PartialFile partial, OpenPartialFile(artifact, path));
  if (const absl::Status fetched = Complete(client, artifact, partial, options); !fetched.ok()) {
    return LeavePartialFile(partial, fetched);
  }
  const absl::StatusOr<std::string> sha256 = Sha256HexOfFile(partial.path);
  if (!sha256.ok()) return LeavePartialFile(partial, LocalError(sha256.status()));
  if (const absl::Status checked = CheckSha256(artifact, *sha256); !checked.ok()) {
    RETURN_IF_ERROR(RemoveAll(partial.path));
    return checked;
  }
  const absl::Status placed = PutInPlace(artifact, partial, path, may_replace);
  return placed.ok() ? placed : LeavePartialFile(partial, placed);
}

absl::Status SaveStream(ApiClient& client, const v1::Artifact& artifact, const std::string& path,
                        const DownloadOptions& options) {
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return LocalError(errno, absl::StrCat("open ", path));
  return StreamCheckedArtifact(client, artifact, options, [&](absl::string_view bytes) {
    return WriteAll(fd.get(), bytes, path);
  });
}

// The file that `path` means: in a folder, the one of the artifact's name; behind a link, the one
// that it leads to, so that the link stays.
absl::StatusOr<std::string> TargetOf(const v1::Artifact& artifact, const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("the path to write to is empty");
  const std::string& name = artifact.file_name();
  if (name.empty() || name == "." || name == ".." || absl::StrContains(name, '/') ||
      absl::StrContains(name, '\0')) {
    return absl::DataLossError(
        absl::StrCat("the server calls an artifact ", Quoted(name), ", which is no file name"));
  }
  std::error_code error;
  std::filesystem::path target(path);
  if (std::filesystem::is_directory(target, error)) target /= name;
  if (!std::filesystem::is_symlink(target, error)) return target.string();
  const std::filesystem::path behind_link = std::filesystem::canonical(target, error);
  if (!error) return behind_link.string();
  // Some lead to no path, /dev/stdout in a pipe; others to a file that is yet to come.
  if (std::filesystem::exists(target, error)) return target.string();
  const std::filesystem::path next = std::filesystem::read_symlink(target, error);
  return (error ? target : target.parent_path() / next).string();
}

}  // namespace

absl::StatusOr<SavedArtifact> SaveArtifact(ApiClient& client, const v1::Artifact& artifact,
                                           const std::string& path, bool replace,
                                           const DownloadOptions& options) {
  ASSIGN_OR_RETURN(const std::string target, TargetOf(artifact, path));
  struct stat found {};
  const bool is_there = stat(target.c_str(), &found) == 0;
  if (is_there && S_ISDIR(found.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(target, " is a folder"));
  }
  if (is_there && !S_ISREG(found.st_mode)) {
    RETURN_IF_ERROR(SaveStream(client, artifact, target, options));
    return SavedArtifact{target, /*was_there=*/false, /*is_file=*/false};
  }
  if (is_there && !replace && found.st_size > 0) {
    ASSIGN_OR_RETURN(const bool is_same, HasContentOf(artifact, target, found.st_size));
    if (is_same) return SavedArtifact{target, /*was_there=*/true};
    return HoldsSomethingElse(target);
  }
  RETURN_IF_ERROR(SaveFile(client, artifact, target, /*may_replace=*/replace || is_there, options));
  return SavedArtifact{target, /*was_there=*/false};
}

}  // namespace palimpsest
