#ifndef PALIMPSEST_CLIENT_ARTIFACTS_FIND_ARTIFACT_H_
#define PALIMPSEST_CLIENT_ARTIFACTS_FIND_ARTIFACT_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/remote/jobs_client.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// The artifact of `job` ("jobs/17") with that file name. NOT_FOUND naming those that it has.
absl::StatusOr<v1::Artifact> FindArtifact(JobsClient& client, const std::string& job,
                                          const std::string& file_name);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_ARTIFACTS_FIND_ARTIFACT_H_
