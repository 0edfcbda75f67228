#ifndef PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_
#define PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/remote/jobs_client.h"
#include "palimpsest/v1/artifacts.pb.h"

namespace palimpsest {

// The artifact of `job` ("jobs/17") with that file name. NOT_FOUND naming those that it has.
absl::StatusOr<v1::Artifact> FindArtifact(JobsClient& client, const std::string& job,
                                          const std::string& file_name);

struct DownloadOptions {
  // Tries without a new byte before giving up, and the wait between them.
  int max_idle_tries = 5;
  absl::Duration retry_delay = absl::Milliseconds(500);
};

// Feeds the bytes of the artifact from `offset` on to `sink`, in order and each once, whatever
// breaks on the way: after a lost connection, or a chunk whose CRC-32 or offset is wrong, it goes
// on from the last good byte. Returns the error of `sink`; the server's error when tries are used
// up; DATA_LOSS if chunks stay wrong or the artifact has another size than it says.
absl::Status StreamArtifact(JobsClient& client, const v1::Artifact& artifact, int64_t offset,
                            const DownloadOptions& options,
                            const std::function<absl::Status(absl::string_view)>& sink);

// The artifact's content. DATA_LOSS also if its SHA-256 is not the announced one.
absl::StatusOr<std::string> DownloadToMemory(JobsClient& client, const v1::Artifact& artifact,
                                             const DownloadOptions& options);

// Writes the artifact to `path`, whole or not at all. What has come so far is kept beside it under
// a name that holds the artifact's SHA-256 (".NAME.SHA.part"), so that a later call goes on where
// an interrupted one stopped. INVALID_ARGUMENT if that cannot be created; DATA_LOSS (and nothing is
// kept) if the SHA-256 is not the announced one.
absl::Status DownloadToFile(JobsClient& client, const v1::Artifact& artifact,
                            const std::string& path, const DownloadOptions& options);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_
