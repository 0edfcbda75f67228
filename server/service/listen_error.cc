#include "server/service/listen_error.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/process/unique_fd.h"

namespace palimpsest {
namespace {

absl::Status Refuse(const Address& address, absl::string_view reason) {
  return absl::FailedPreconditionError(
      absl::StrCat("--listen: cannot listen on ", address.text(), ": ", reason));
}

// Tries what failed before, and returns its errno; 0 if it works now.
int TryToBind(const sockaddr* address, socklen_t size) {
  const UniqueFd fd(socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return errno;
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  return bind(fd.get(), address, size) == 0 ? 0 : errno;
}

int TryUnixSocket(const Address& address) {
  sockaddr_un socket_address = {};
  socket_address.sun_family = AF_UNIX;
  const std::string path = address.text().substr(address.text().find(':') + 1);
  path.copy(socket_address.sun_path, sizeof(socket_address.sun_path) - 1);
  const int error =
      TryToBind(reinterpret_cast<const sockaddr*>(&socket_address), sizeof(socket_address));
  if (error == 0) unlink(path.c_str());
  return error;
}

std::string Explain(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another server is running there, or another program; choose another port";
    case EADDRNOTAVAIL:
      return "it is no address of this machine; see 'ip address'";
    case EACCES:
      return "not allowed; choose a port above 1023, or a folder of your own for a socket";
    case 0:
      return "the reason is gone by now; try again";
    default:
      return std::strerror(error);
  }
}

}  // namespace

absl::Status ListenError(const Address& address) {
  if (address.is_unix_socket()) return Refuse(address, Explain(TryUnixSocket(address)));
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code =
      getaddrinfo(address.host().c_str(), std::to_string(address.port()).c_str(), &hints, &found);
  if (code != 0) return Refuse(address, gai_strerror(code));
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  int error = 0;
  for (const addrinfo* one = found; one != nullptr && error == 0; one = one->ai_next) {
    error = TryToBind(one->ai_addr, one->ai_addrlen);
  }
  return Refuse(address, Explain(error));
}

}  // namespace palimpsest
