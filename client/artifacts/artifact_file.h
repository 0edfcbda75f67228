#ifndef PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_FILE_H_
#define PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/artifacts/artifact_download.h"
#include "client/remote/api_client.h"
#include "palimpsest/v1/artifacts.pb.h"

namespace palimpsest {

// An artifact on this machine.
struct SavedArtifact {
  std::string path;        // of the file; of the pipe or device
  bool was_there = false;  // the same bytes were there before, and nothing was fetched
  bool is_file = true;     // not a pipe or device
};

// Puts the artifact where `path` says:
//   a folder          a file of the artifact's name in it;
//   a file, or none   that file, whole or not at all. What has come so far is kept beside it under
//                     a name that holds the artifact's SHA-256 (".NAME.SHA.part"), so that a later
//                     call goes on where an interrupted one stopped; several calls at once do not
//                     disturb each other. A file with other bytes is replaced only if `replace`
//                     says so, and one that is empty;
//   a pipe or device  written to as the bytes come; the SHA-256 is checked at the end.
// INVALID_ARGUMENT if a file with other bytes is there, or nothing can be created there; DATA_LOSS
// (and nothing is kept) if the SHA-256 is not the announced one; the errors of StreamArtifact,
// which then say whether a partial file is kept, and where.
absl::StatusOr<SavedArtifact> SaveArtifact(ApiClient& client, const v1::Artifact& artifact,
                                           const std::string& path, bool replace,
                                           const DownloadOptions& options);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_FILE_H_
