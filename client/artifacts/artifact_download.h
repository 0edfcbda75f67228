#ifndef PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_
#define PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/remote/api_client.h"
#include "client/remote/cancellation.h"
#include "palimpsest/v1/artifacts.pb.h"

namespace palimpsest {

// NOT_FOUND for a job that has none.
absl::Status NoArtifacts(absl::string_view job);

// The artifact of `job` ("jobs/17") with that file name. NOT_FOUND naming those that it has.
absl::StatusOr<v1::Artifact> FindArtifact(ApiClient& client, const std::string& job,
                                          const std::string& file_name);

struct DownloadOptions {
  // Tries without a new byte before giving up, and the wait between them.
  int max_idle_tries = 5;
  absl::Duration retry_delay = absl::Milliseconds(500);
  // Ends a download as CANCELLED; may be null.
  Cancellation* cancellation = nullptr;
};

using ByteSink = std::function<absl::Status(absl::string_view)>;

// Feeds the bytes of the artifact from `offset` on to `sink`, in order and each once, whatever
// breaks on the way: after a lost connection, or a chunk whose CRC-32 or offset is wrong, it goes
// on from the last good byte. Returns the error of `sink`; the server's error when tries are used
// up; DATA_LOSS if chunks stay wrong or the artifact has another size than it says.
absl::Status StreamArtifact(ApiClient& client, const v1::Artifact& artifact, int64_t offset,
                            const DownloadOptions& options, const ByteSink& sink);

// The whole artifact. DATA_LOSS also if its SHA-256, known once `sink` has all, is not the
// announced one.
absl::Status StreamCheckedArtifact(ApiClient& client, const v1::Artifact& artifact,
                                   const DownloadOptions& options, const ByteSink& sink);

// The same into a string.
absl::StatusOr<std::string> DownloadToMemory(ApiClient& client, const v1::Artifact& artifact,
                                             const DownloadOptions& options);

// DATA_LOSS, naming both, unless `sha256` (hex) is the artifact's.
absl::Status CheckSha256(const v1::Artifact& artifact, absl::string_view sha256);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_ARTIFACTS_ARTIFACT_DOWNLOAD_H_
