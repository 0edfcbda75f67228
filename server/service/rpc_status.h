#ifndef PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_
#define PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace palimpsest {

// The one conversion at the wire: code and message as they are; the details carry a
// google.rpc.ErrorInfo (domain "palimpsest", reason = the code's name) and whatever messages
// `status` carries as payloads.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_RPC_STATUS_H_
