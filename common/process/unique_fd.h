#ifndef PALIMPSEST_COMMON_PROCESS_UNIQUE_FD_H_
#define PALIMPSEST_COMMON_PROCESS_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace palimpsest {

// Owns a file descriptor and closes it. -1 is none. Movable, not thread-safe.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  ~UniqueFd() { reset(); }
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

  // Closes what is owned and owns `fd` from now on.
  void reset(int fd = -1) {
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_UNIQUE_FD_H_
