#include "common/process/wake_up.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "common/base/log.h"

namespace palimpsest {

WakeUp::WakeUp() : fd_(eventfd(/*initval=*/0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_) return;
  // Out of descriptors at this point: whoever waits would wait for ever.
  LogError("cannot create an eventfd: too many open files");
  std::abort();
}

void WakeUp::Set() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the flag is set.
  [[maybe_unused]] const ssize_t n = write(fd_.get(), &one, sizeof(one));
}

void WakeUp::Clear() {
  uint64_t count;
  // Fails only when the flag is not set.
  [[maybe_unused]] const ssize_t n = read(fd_.get(), &count, sizeof(count));
}

}  // namespace palimpsest
