#ifndef PALIMPSEST_COMMON_JOB_RESOURCE_NAMES_H_
#define PALIMPSEST_COMMON_JOB_RESOURCE_NAMES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// Names of resources: "jobs/17", "jobs/17/attempts/1", "jobs/17/artifacts/metrics.csv",
// "workers/ID" with an ID of 32 hexadecimal digits (a-f in lower case). Parsing fails with
// INVALID_ARGUMENT that shows the name and the form it should have.

struct AttemptName {
  int64_t job = 0;
  int attempt = 0;
};

struct ArtifactName {
  int64_t job = 0;
  std::string file_name;
};

std::string FormatJobName(int64_t job);
std::string FormatAttemptName(const AttemptName& name);
std::string FormatArtifactName(const ArtifactName& name);
std::string FormatWorkerName(absl::string_view id);

absl::StatusOr<int64_t> ParseJobName(absl::string_view name);
absl::StatusOr<AttemptName> ParseAttemptName(absl::string_view name);
// A file name is letters, digits, '.', '_' and '-', does not begin with a dot and has at most 128
// bytes.
absl::StatusOr<ArtifactName> ParseArtifactName(absl::string_view name);
// The ID.
absl::StatusOr<std::string> ParseWorkerName(absl::string_view name);

bool IsValidArtifactFileName(absl::string_view file_name);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_RESOURCE_NAMES_H_
