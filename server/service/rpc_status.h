#ifndef PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_
#define PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/job/spec_validation.h"

namespace palimpsest {

// The one conversion at the wire: code and message as they are; the details carry a
// google.rpc.ErrorInfo (domain "palimpsest", reason = the code's name) and whatever messages
// `status` carries as payloads.
grpc::Status ToGrpcStatus(const absl::Status& status);

// INVALID_ARGUMENT for a request with these violations (not empty), with a google.rpc.BadRequest as
// payload and all of them in the message.
absl::Status BadRequestError(const std::vector<FieldViolation>& violations);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_
