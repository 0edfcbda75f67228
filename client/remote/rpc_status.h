#ifndef PALIMPSEST_CLIENT_REMOTE_RPC_STATUS_H_
#define PALIMPSEST_CLIENT_REMOTE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "common/rpc/address.h"

namespace palimpsest {

// What became of a call to the server at `server`, in the words for a person: the same code, and
//   UNAVAILABLE, DEADLINE_EXCEEDED   that the server cannot be reached or does not answer, through
//                                    which proxy if there is one, and how to start it or name
//                                    another one;
//   google.rpc.BadRequest details    "field: description" of each bad field, fields of a job's spec
//                                    by their path in a job file;
//   otherwise                        the server's own message.
absl::Status FromRpc(const grpc::Status& status, const Address& server);

// The one line for stderr, without a line break: "palimpsest: message".
std::string ErrorLine(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_REMOTE_RPC_STATUS_H_
