#ifndef PALIMPSEST_SERVER_ENGINE_FAILURE_H_
#define PALIMPSEST_SERVER_ENGINE_FAILURE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// A status that says which kind of failure it is; the kind travels as a payload through Annotate.
absl::Status FailureStatus(v1::Failure::Kind kind, absl::string_view message);

// How a run that ended with `status` (not OK) failed. Statuses that were not made by FailureStatus
// are told by their code: bad arguments and bad files are INVALID, a full disk is NO_SPACE,
// anything else is INTERNAL.
v1::Failure ToFailure(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_FAILURE_H_
