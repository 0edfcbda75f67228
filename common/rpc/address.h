#ifndef PALIMPSEST_COMMON_RPC_ADDRESS_H_
#define PALIMPSEST_COMMON_RPC_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace palimpsest {

// Where a server listens or is dialled: HOST:PORT, [IPV6]:PORT or unix:PATH.
class Address {
 public:
  // 127.0.0.1:7117, where a server is unless somebody says otherwise.
  Address() : Address("127.0.0.1", 7117) {}
  // An address to dial: its port is 1 to 65535. INVALID_ARGUMENT that begins with `flag`
  // ("--server") and shows the text otherwise.
  static absl::StatusOr<Address> ParseDial(absl::string_view flag, absl::string_view text);
  // An address to listen on: port 0 lets the system choose.
  static absl::StatusOr<Address> ParseListen(absl::string_view flag, absl::string_view text);

  // As it was written, which is also gRPC's name for it.
  const std::string& text() const { return text_; }
  bool is_unix_socket() const { return host_.empty(); }
  // Without the brackets of IPv6; empty for a unix socket.
  const std::string& host() const { return host_; }
  // 0 for a unix socket.
  int port() const { return port_; }

  // Nobody but programs on this machine is at the other end: a unix socket, or a loopback address.
  bool is_local() const;

  // The same with another port. A unix socket stays as it is.
  Address WithPort(int port) const;
  // Where programs on this machine reach a server that listens here: loopback for 0.0.0.0 and [::].
  Address ForThisMachine() const;

 private:
  static absl::StatusOr<Address> Parse(absl::string_view flag, absl::string_view text,
                                       int smallest_port);
  // Of a host and a port, in brackets where the host is IPv6.
  Address(std::string host, int port);
  // Of a unix socket.
  explicit Address(absl::string_view text) : text_(text) {}

  std::string text_;
  std::string host_;
  int port_ = 0;
};

// A proxy that gRPC goes through on its way to a server.
struct Proxy {
  std::string variable;  // of the environment, "https_proxy"
  std::string value;     // without a user and a password
};

// The proxy that the environment puts before `address`, by gRPC's own rules; nothing for a local
// address, which is dialled without one.
absl::optional<Proxy> ProxyBefore(const Address& address);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RPC_ADDRESS_H_
