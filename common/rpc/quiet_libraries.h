#ifndef PALIMPSEST_COMMON_RPC_QUIET_LIBRARIES_H_
#define PALIMPSEST_COMMON_RPC_QUIET_LIBRARIES_H_

namespace palimpsest {

// From here on gRPC and protobuf print nothing of their own: errors are told once, in our words.
// Who debugs gRPC sets GRPC_VERBOSITY and gets its lines. Call first in main.
void QuietLibraries();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RPC_QUIET_LIBRARIES_H_
