#ifndef PALIMPSEST_CLIENT_REMOTE_INTERRUPT_SCOPE_H_
#define PALIMPSEST_CLIENT_REMOTE_INTERRUPT_SCOPE_H_

#include <signal.h>

#include <thread>

#include "client/remote/cancellation.h"

namespace palimpsest {

// While it lives, the first Ctrl-C (SIGINT) is a wish to stop instead of the end of the process; a
// second one ends it. At most one at a time in a process.
class InterruptScope {
 public:
  // `cancellation` must outlive it.
  explicit InterruptScope(Cancellation& cancellation);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  int read_fd_ = -1;
  struct sigaction previous_ {};
  // A signal handler may do next to nothing, so it wakes this thread, which may.
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_REMOTE_INTERRUPT_SCOPE_H_
