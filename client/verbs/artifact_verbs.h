#ifndef PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_
#define PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/verbs/command.h"

namespace palimpsest {

struct ArtifactGetOptions {
  std::vector<std::string> jobs;   // one, or with `all` any number
  std::vector<std::string> names;  // of its files; empty with `all`
  bool all = false;
  std::string output;  // as --output says; empty if it was not given
  bool force = false;
};

// What `artifact get` does: fetches files of jobs (artifact_file.h) and prints a line for each that
// went to a file. It goes where `output` says, which may be "-" for the standard output; with
// `all`, those of "jobs/17" go to the folder job17 in `output`.
absl::StatusOr<ExitCode> GetArtifacts(const ArtifactGetOptions& options, CommandContext& context);

// What `artifact verify` does: fetches memory image and quantized weights of `job` ("jobs/17"),
// verifies them (weight_verification.h) and prints a line a layer and the verdict. kFailedJob, with
// the first difference on stderr, if they differ or a file is damaged. FAILED_PRECONDITION if the
// job has no result.
absl::StatusOr<ExitCode> VerifyArtifacts(const std::string& job, CommandContext& context);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_
