#include "client/console.h"

#include <errno.h>
#include <unistd.h>

namespace palimpsest {

OutputBuffer::OutputBuffer(int fd) : fd_(fd) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

OutputBuffer::int_type OutputBuffer::overflow(int_type character) {
  if (sync() != 0) return traits_type::eof();
  if (traits_type::eq_int_type(character, traits_type::eof())) {
    return traits_type::not_eof(character);
  }
  return sputc(traits_type::to_char_type(character));
}

int OutputBuffer::sync() {
  const char* rest = pbase();
  while (rest < pptr() && error_number_ == 0) {
    const ssize_t written = write(fd_, rest, static_cast<size_t>(pptr() - rest));
    if (written >= 0) {
      rest += written;
    } else if (errno != EINTR) {
      error_number_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_number_ == 0 ? 0 : -1;
}

}  // namespace palimpsest
