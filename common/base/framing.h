#ifndef PALIMPSEST_COMMON_BASE_FRAMING_H_
#define PALIMPSEST_COMMON_BASE_FRAMING_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// The largest payload of a frame. A longer announced length means a broken peer, not a big message.
inline constexpr uint32_t kMaxFrameBytes = 64u << 20;

// Frames on a stream socket: a little-endian uint32 length, then that many bytes. Blocking; one
// reader and one writer at a time may use a socket (callers lock). Signals are retried; a closed
// peer raises no SIGPIPE.

// Writes one frame. INVALID_ARGUMENT if it is too long; UNAVAILABLE if the peer has closed.
absl::Status WriteFrame(int socket_fd, absl::string_view payload);

// Reads one frame. OUT_OF_RANGE if the peer closed between two frames; DATA_LOSS if it closed
// within one or announced more than kMaxFrameBytes.
absl::StatusOr<std::string> ReadFrame(int socket_fd);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_FRAMING_H_
