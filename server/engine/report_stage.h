#ifndef PALIMPSEST_SERVER_ENGINE_REPORT_STAGE_H_
#define PALIMPSEST_SERVER_ENGINE_REPORT_STAGE_H_

#include "absl/status/statusor.h"
#include "server/engine/job_setup.h"
#include "server/engine/run_state.h"

namespace palimpsest {

// The last stage: writes the artifacts into the job's work folder and completes the result. The
// image is verified (memory_stages.h); errors of WriteFileAtomically name the file.
absl::StatusOr<RunState> Report(const JobSetup& setup, StageIo& io, RunState state);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_REPORT_STAGE_H_
