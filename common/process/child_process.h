#ifndef PALIMPSEST_COMMON_PROCESS_CHILD_PROCESS_H_
#define PALIMPSEST_COMMON_PROCESS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/process/unique_fd.h"

namespace palimpsest {

// How a process ended.
struct ProcessEnd {
  bool by_signal = false;
  // The signal, or the exit status.
  int code = 0;

  bool succeeded() const { return !by_signal && code == 0; }
};

// For people: "exited with status 3", "was killed by signal 9 (Killed)".
std::string Describe(const ProcessEnd& end);

struct ChildProcessOptions {
  // Path of the program; not looked up in PATH.
  std::string program;
  // Without the program's own name.
  std::vector<std::string> arguments;
  // The child has them as descriptors 3, 4, ... in this order, and no others beyond the standard
  // three. They stay the caller's, who may close them once the child has started.
  std::vector<int> inherited_fds;
  // Added to this process's environment, or in place of a variable there.
  std::map<std::string, std::string> environment;
  // A group of its own keeps a terminal's Ctrl-C from the child, so that the parent decides when
  // and in which order its children stop.
  bool own_process_group = true;
};

// A child process. It starts with stdin from /dev/null, stdout and stderr as here, an empty signal
// mask and the default action for SIGINT, SIGTERM, SIGHUP and SIGPIPE. Started by posix_spawn, so
// safe in a process with threads. Thread-safe.
class ChildProcess {
 public:
  // Errors name the program and the system's reason (files.h, ErrnoStatus).
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const ChildProcessOptions& options);

  // Kills the process if it still runs, and reaps it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // Readable once the process has ended: for a poll() over several things. Never read it.
  int end_fd() const { return pidfd_.get(); }

  // How it ended, or nullopt if it still runs after `timeout`.
  absl::optional<ProcessEnd> Wait(absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_);

  // Sends a signal. Without effect once the process has ended: another process with its id is never
  // hit.
  void Signal(int signal);

  // SIGTERM, and SIGKILL if it still runs after `grace`.
  ProcessEnd Terminate(absl::Duration grace);

 private:
  ChildProcess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

  const pid_t pid_;
  const UniqueFd pidfd_;
  absl::Mutex mutex_;
  absl::optional<ProcessEnd> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_CHILD_PROCESS_H_
