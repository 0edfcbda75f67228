#include "server/worker/stop_watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/files.h"
#include "common/base/log.h"
#include "common/process/poll.h"
#include "common/process/stop_signals.h"

namespace palimpsest {

absl::StatusOr<std::unique_ptr<StopWatcher>> StopWatcher::Start(
    int parent_fd, std::function<void(Worker::StopReason)> on_stop) {
  UniqueFd parent(parent_fd);
  if (parent && fcntl(parent.get(), F_SETFD, FD_CLOEXEC) != 0) {
    return ErrnoStatus(errno, absl::StrCat("watch the parent's descriptor ", parent_fd));
  }
  const sigset_t signals = StopSignals();
  UniqueFd signal_fd(signalfd(/*fd=*/-1, &signals, SFD_CLOEXEC));
  if (!signal_fd) return ErrnoStatus(errno, "watch signals");
  return absl::WrapUnique(
      new StopWatcher(std::move(parent), std::move(signal_fd), std::move(on_stop)));
}

StopWatcher::StopWatcher(UniqueFd parent, UniqueFd signals,
                         std::function<void(Worker::StopReason)> on_stop)
    : parent_(std::move(parent)),
      signals_(std::move(signals)),
      on_stop_(std::move(on_stop)),
      thread_([this] { Watch(); }) {}

StopWatcher::~StopWatcher() {
  end_.Set();
  thread_.join();
}

void StopWatcher::Watch() {
  // poll() ignores a descriptor of -1.
  pollfd fds[] = {{end_.fd(), POLLIN, 0}, {signals_.get(), POLLIN, 0}, {parent_.get(), POLLIN, 0}};
  PollUntil(absl::MakeSpan(fds), SteadyTime::InfiniteFuture());
  if (fds[0].revents != 0) return;
  if (fds[1].revents != 0) {
    signalfd_siginfo info = {};
    // The signal is pending: this does not block.
    [[maybe_unused]] const ssize_t n = read(signals_.get(), &info, sizeof(info));
    LogInfo(absl::StrCat("stopping: ", strsignal(static_cast<int>(info.ssi_signo))));
    on_stop_(Worker::StopReason::kAsked);
  } else {
    // The server writes nothing: readable means that its end is closed.
    LogInfo("stopping: the server has ended");
    on_stop_(Worker::StopReason::kServerGone);
  }
}

}  // namespace palimpsest
