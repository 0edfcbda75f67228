#include "client/remote/interrupt_scope.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/start_thread.h"

namespace palimpsest {
namespace {

constexpr char kInterrupted = 'i';
constexpr char kQuit = 'q';

// Where the handler writes: the only thing that it can find.
std::atomic<int> g_write_fd{-1};

void HandleSignal(int) {
  const int saved_errno = errno;
  [[maybe_unused]] const ssize_t written = write(g_write_fd.load(), &kInterrupted, 1);
  errno = saved_errno;
}

}  // namespace

InterruptScope::InterruptScope(Cancellation& cancellation) {
  // Out of descriptors or threads, Ctrl-C ends the process, as ever.
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return;
  absl::StatusOr<std::thread> thread = StartThread([fd = fds[0], &cancellation] {
    char byte = 0;
    while (byte != kQuit) {
      const ssize_t n = read(fd, &byte, 1);
      if (n == 1 && byte == kInterrupted) cancellation.Cancel();
      if (n == 0 || (n < 0 && errno != EINTR)) return;
    }
  });
  if (!thread.ok()) {
    close(fds[0]);
    close(fds[1]);
    return;
  }
  thread_ = *std::move(thread);
  read_fd_ = fds[0];
  g_write_fd = fds[1];
  struct sigaction action {};
  action.sa_handler = HandleSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &previous_);
}

InterruptScope::~InterruptScope() {
  if (!thread_.joinable()) return;
  sigaction(SIGINT, &previous_, nullptr);
  const int write_fd = g_write_fd.exchange(-1);
  [[maybe_unused]] const ssize_t written = write(write_fd, &kQuit, 1);
  thread_.join();
  close(write_fd);
  close(read_fd_);
}

}  // namespace palimpsest
