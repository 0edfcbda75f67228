#ifndef PALIMPSEST_COMMON_PROCESS_WAKE_UP_H_
#define PALIMPSEST_COMMON_PROCESS_WAKE_UP_H_

#include "common/process/unique_fd.h"

namespace palimpsest {

// A flag that wakes a poll(): the descriptor (an eventfd) is readable while the flag is set. For a
// thread that waits for a descriptor and for other threads at once. Thread-safe.
class WakeUp {
 public:
  WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void Set();
  void Clear();
  // Poll it for POLLIN; never read it.
  int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_WAKE_UP_H_
