// Frames (common/base/framing.h) as a broken or hostile engine might send them.

#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/framing.h"
#include "tests/fuzz/fuzz.h"

using palimpsest::Require;

// Sends the bytes, closes, and reads frames up to the end. What was read, written again, must be
// what was sent.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  int ends[2];
  Require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "a pair of sockets");
  // The buffer of a socket holds more than the largest input (CMakeLists.txt), so that this cannot
  // block.
  Require(send(ends[0], bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(size),
          "all is sent");
  shutdown(ends[0], SHUT_WR);

  size_t consumed = 0;
  absl::StatusOr<std::string> frame = palimpsest::ReadFrame(ends[1]);
  for (; frame.ok(); frame = palimpsest::ReadFrame(ends[1])) {
    Require(palimpsest::WriteFrame(ends[1], *frame).ok(), "a frame that was read can be written");
    std::string again(4 + frame->size(), '\0');
    Require(
        recv(ends[0], &again[0], again.size(), MSG_WAITALL) == static_cast<ssize_t>(again.size()),
        "it came whole");
    Require(bytes.substr(consumed, again.size()) == again, "it is what was sent");
    consumed += again.size();
  }
  close(ends[0]);
  close(ends[1]);
  const bool at_the_end = consumed == size;
  Require(frame.status().code() ==
              (at_the_end ? absl::StatusCode::kOutOfRange : absl::StatusCode::kDataLoss),
          "an end between two frames is the end, anything else is damage");
  return 0;
}
