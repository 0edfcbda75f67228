#ifndef PALIMPSEST_SERVER_SERVICE_LISTEN_ERROR_H_
#define PALIMPSEST_SERVER_SERVICE_LISTEN_ERROR_H_

#include "absl/status/status.h"
#include "common/rpc/address.h"

namespace palimpsest {

// Why nothing can listen on `address`: FAILED_PRECONDITION with the flag --listen, the address, the
// system's reason and the way out. gRPC itself does not tell.
absl::Status ListenError(const Address& address);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_LISTEN_ERROR_H_
