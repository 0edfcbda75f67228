#ifndef PALIMPSEST_SERVER_STORE_ARTIFACT_FILES_H_
#define PALIMPSEST_SERVER_STORE_ARTIFACT_FILES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/sha256.h"

namespace palimpsest {

// The artifacts' content as files named by their SHA-256: FOLDER/ab/abcd.... Equal content is
// stored once. Files appear whole and flushed, or not at all. Thread-safe.
class ArtifactFiles {
 public:
  // A file on its way in. Not thread-safe. Destroyed before Commit, it leaves nothing behind.
  class Upload {
   public:
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    // Errors of files as common/base/files.h says: a full disk is RESOURCE_EXHAUSTED.
    absl::Status Append(absl::string_view bytes);
    int64_t size_bytes() const { return size_bytes_; }
    // Puts the content in place. DATA_LOSS if it has another SHA-256 (hex) than `sha256`. Call
    // once.
    absl::Status Commit(absl::string_view sha256);

   private:
    friend class ArtifactFiles;
    Upload(const ArtifactFiles& files, std::string temporary_path, int fd);

    const ArtifactFiles& files_;
    const std::string temporary_path_;
    int fd_;
    int64_t size_bytes_ = 0;
    Sha256 hash_;
  };

  // `folder` must exist.
  explicit ArtifactFiles(std::string folder) : folder_(std::move(folder)) {}

  // Removes what uploads left behind that a crash cut off. Call before the first upload.
  absl::Status RemoveLeftovers() const;

  absl::StatusOr<std::unique_ptr<Upload>> Begin() const;

  // Up to `size` bytes from `offset` on; empty at the end. NOT_FOUND if there is no such content.
  absl::StatusOr<std::string> Read(absl::string_view sha256, int64_t offset, size_t size) const;

  const std::string& folder() const { return folder_; }

 private:
  std::string PathOf(absl::string_view sha256) const;
  std::string IncomingFolder() const;

  std::string folder_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_ARTIFACT_FILES_H_
