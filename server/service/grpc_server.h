#ifndef PALIMPSEST_SERVER_SERVICE_GRPC_SERVER_H_
#define PALIMPSEST_SERVER_SERVICE_GRPC_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/address.h"

namespace palimpsest {

// A listening gRPC server with health checks and reflection, and the keepalive of the service's
// rules.
class GrpcServer {
 public:
  // Listens on `address` for the services, which must outlive the server. FAILED_PRECONDITION with
  // the address and the reason if that cannot be.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(
      const Address& address, const std::vector<grpc::Service*>& services);

  // Cancels the calls that are still going on after a moment, and waits for them.
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // The port that it listens on, also where the address left the choice to the system.
  int port() const { return port_; }

 private:
  GrpcServer(std::unique_ptr<grpc::Server> server, int port)
      : server_(std::move(server)), port_(port) {}

  const std::unique_ptr<grpc::Server> server_;
  const int port_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_GRPC_SERVER_H_
