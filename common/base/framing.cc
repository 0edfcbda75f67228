#include "common/base/framing.h"

#include <errno.h>
#include <sys/socket.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr size_t kHeaderBytes = 4;

absl::Status SendAll(int socket_fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) {
      return absl::UnavailableError("the peer has closed the socket");
    }
    if (n < 0) return ErrnoStatus(errno, "send frame");
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

// Appends up to `size` bytes to `bytes`; fewer only at the end of the stream.
absl::Status ReceiveUpTo(int socket_fd, size_t size, std::string& bytes) {
  const size_t end = bytes.size() + size;
  // Grown piece by piece, so that a broken length cannot reserve memory that no byte ever fills.
  constexpr size_t kPieceBytes = size_t{1} << 20;
  while (bytes.size() < end) {
    const size_t have = bytes.size();
    bytes.resize(have + std::min(kPieceBytes, end - have));
    const ssize_t n = recv(socket_fd, bytes.data() + have, bytes.size() - have, /*flags=*/0);
    bytes.resize(have + static_cast<size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != ECONNRESET) return ErrnoStatus(errno, "receive frame");
    if (n <= 0) break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFrame(int socket_fd, absl::string_view payload) {
  if (payload.size() > kMaxFrameBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a frame of ", payload.size(), " bytes; at most ", kMaxFrameBytes, " fit"));
  }
  const uint32_t size = static_cast<uint32_t>(payload.size());
  std::string frame;
  frame.reserve(kHeaderBytes + payload.size());
  for (size_t i = 0; i < kHeaderBytes; ++i) frame.push_back(static_cast<char>(size >> (8 * i)));
  frame.append(payload.data(), payload.size());
  return SendAll(socket_fd, frame);
}

absl::StatusOr<std::string> ReadFrame(int socket_fd) {
  std::string header;
  RETURN_IF_ERROR(ReceiveUpTo(socket_fd, kHeaderBytes, header));
  if (header.empty()) return absl::OutOfRangeError("the peer has closed the socket");
  if (header.size() < kHeaderBytes)
    return absl::DataLossError("the stream ended within a frame's length");
  uint32_t size = 0;
  for (size_t i = 0; i < kHeaderBytes; ++i) {
    size |= static_cast<uint32_t>(static_cast<unsigned char>(header[i])) << (8 * i);
  }
  if (size > kMaxFrameBytes) {
    return absl::DataLossError(absl::StrCat("a frame announces ", size, " bytes; at most ",
                                            kMaxFrameBytes, " are allowed"));
  }
  std::string payload;
  RETURN_IF_ERROR(ReceiveUpTo(socket_fd, size, payload));
  if (payload.size() < size) {
    return absl::DataLossError(absl::StrCat("the stream ended ", size - payload.size(),
                                            " bytes before the end of a frame"));
  }
  return payload;
}

}  // namespace palimpsest
