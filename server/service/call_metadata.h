#ifndef PALIMPSEST_SERVER_SERVICE_CALL_METADATA_H_
#define PALIMPSEST_SERVER_SERVICE_CALL_METADATA_H_

#include <grpcpp/grpcpp.h>

#include "server/scheduler/call_context.h"

namespace palimpsest {

// The metadata in which a client says who calls.
inline constexpr char kUserMetadata[] = "palimpsest-user";

// Who makes the call: the user that its metadata names. There are no passwords yet, so whoever
// reaches the server (by default only programs on this machine) is an administrator.
CallContext ReadCallContext(const grpc::ServerContextBase& context);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_CALL_METADATA_H_
