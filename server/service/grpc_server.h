#ifndef PALIMPSEST_SERVER_SERVICE_GRPC_SERVER_H_
#define PALIMPSEST_SERVER_SERVICE_GRPC_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace palimpsest {

// A listening gRPC server with health checks and reflection, and the keepalive of the service's
// rules.
class GrpcServer {
 public:
  // Listens on `address`, "127.0.0.1:0", for the services, which must outlive the server.
  // FAILED_PRECONDITION naming the address if it is in use or cannot be listened on.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(
      const std::string& address, const std::vector<grpc::Service*>& services);

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
