#ifndef PALIMPSEST_TESTS_SUPPORT_PROCESSES_H_
#define PALIMPSEST_TESTS_SUPPORT_PROCESSES_H_

#include <sys/types.h>

#include <vector>

#include "absl/time/time.h"

namespace palimpsest {

// The children of a process, from /proc.
std::vector<pid_t> ChildrenOf(pid_t parent);

// Waits until a process, not necessarily a child of this one, has ended; false if it still runs
// after `timeout`.
bool WaitForEnd(pid_t pid, absl::Duration timeout);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_PROCESSES_H_
