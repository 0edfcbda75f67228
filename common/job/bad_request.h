#ifndef PALIMPSEST_COMMON_JOB_BAD_REQUEST_H_
#define PALIMPSEST_COMMON_JOB_BAD_REQUEST_H_

#include <vector>

#include "absl/status/status.h"
#include "common/job/spec_validation.h"

namespace palimpsest {

// INVALID_ARGUMENT for a request with these violations (not empty), with a google.rpc.BadRequest as
// payload and in the message: as many as go into 1500 bytes, since a status travels in headers of
// which gRPC takes no more than 8 KiB; the message counts the others, and a long text is cut.
absl::Status BadRequestError(const std::vector<FieldViolation>& violations);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_BAD_REQUEST_H_
