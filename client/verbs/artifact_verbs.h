#ifndef PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_
#define PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/verbs/command.h"

namespace palimpsest {

// What `artifact verify` does: fetches memory image and quantized weights of `job` ("jobs/17"),
// verifies them (weight_verification.h) and prints a line a layer and the verdict. kFailedJob, with
// the first difference on stderr, if they differ. FAILED_PRECONDITION if the job has no result.
absl::StatusOr<ExitCode> VerifyArtifacts(const std::string& job, CommandContext& context);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_ARTIFACT_VERBS_H_
