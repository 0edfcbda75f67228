#ifndef PALIMPSEST_COMMON_RPC_CHANNEL_H_
#define PALIMPSEST_COMMON_RPC_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/address.h"

namespace palimpsest {

// Channels and credentials are made here and nowhere else, those of tests included.

// How a channel looks after its connection and its calls.
struct ChannelOptions {
  // Methods that are safe to repeat: unary calls, and streams that only read. They are made again
  // while the server is UNAVAILABLE. "palimpsest.v1.Jobs" is all of a service,
  // "palimpsest.v1.Workers/Heartbeat" one method.
  std::vector<std::string> retried_methods;
  // The first call included.
  int max_attempts = 5;
  // Before the second call; twice that before each further one, up to the longest one, with a fifth
  // of jitter.
  absl::Duration first_retry_delay = absl::Milliseconds(150);
  absl::Duration longest_retry_delay = absl::Seconds(2);
  // Between two attempts to connect.
  absl::Duration longest_reconnect_delay = absl::Seconds(1);
};

// A channel that connects at its first call, and again by itself after the server has gone and come
// back. It finds a frozen server or a cut cable within 80 s. To a local address it goes straight,
// whatever proxy the environment names. Messages of more than 4 MiB are refused.
std::shared_ptr<grpc::Channel> MakeChannel(const Address& address, const ChannelOptions& options);

// What a server on `address` shows its clients.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const Address& address);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RPC_CHANNEL_H_
