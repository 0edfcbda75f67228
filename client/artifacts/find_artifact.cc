#include "client/artifacts/find_artifact.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::StatusOr<v1::Artifact> FindArtifact(JobsClient& client, const std::string& job,
                                          const std::string& file_name) {
  ASSIGN_OR_RETURN(const std::vector<v1::Artifact> artifacts, client.ListArtifacts(job));
  std::vector<std::string> known;
  for (const v1::Artifact& artifact : artifacts) {
    if (artifact.file_name() == file_name) return artifact;
    known.push_back(artifact.file_name());
  }
  if (known.empty()) {
    return absl::NotFoundError(
        absl::StrCat(job, " has no artifacts: it has them once it has succeeded"));
  }
  return absl::NotFoundError(absl::StrCat(job, " has no artifact ", Quoted(file_name), "; ",
                                          SuggestName(file_name, known)));
}

}  // namespace palimpsest
