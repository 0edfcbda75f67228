#include "server/service/call_metadata.h"

#include <string>

namespace palimpsest {

CallContext ReadCallContext(const grpc::ServerContextBase& context) {
  CallContext call;
  const auto user = context.client_metadata().find(kUserMetadata);
  if (user != context.client_metadata().end()) {
    call.user = std::string(user->second.data(), user->second.size());
  }
  call.role = CallContext::Role::kAdmin;
  call.peer = context.peer();
  return call;
}

}  // namespace palimpsest
