#include "common/process/child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

// Debian 12's C library lacks the C++ guards in this header.
extern "C" {
#include <sys/pidfd.h>
}

#include "absl/cleanup/cleanup.h"
#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/process/poll.h"
#include "common/process/stop_signals.h"

namespace palimpsest {
namespace {

constexpr int kFirstInheritedFd = 3;

std::vector<std::string> Environment(const std::map<std::string, std::string>& additions) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const absl::string_view variable(*entry);
    const std::string name(variable.substr(0, variable.find('=')));
    if (additions.count(name) == 0) environment.emplace_back(variable);
  }
  for (const auto& [name, value] : additions) {
    environment.push_back(absl::StrCat(name, "=", value));
  }
  return environment;
}

// The null-terminated form that exec wants. Points into `strings`.
std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void SetAttributes(const ChildProcessOptions& options, posix_spawnattr_t& attributes) {
  int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  sigset_t blocked;
  sigemptyset(&blocked);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  sigset_t defaults = StopSignals();
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  if (options.own_process_group) {
    flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
}

}  // namespace

std::string Describe(const ProcessEnd& end) {
  if (!end.by_signal) return absl::StrCat("exited with status ", end.code);
  const char* name = sigdescr_np(end.code);
  return absl::StrCat("was killed by signal ", end.code, " (", name ? name : "unknown", ")");
}

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const ChildProcessOptions& options) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  absl::Cleanup destroy = [&actions, &attributes] {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  };
  SetAttributes(options, attributes);

  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, /*mode=*/0);
  const int past_inherited = kFirstInheritedFd + static_cast<int>(options.inherited_fds.size());
  // Moved out of the way first: a source must not be overwritten by an earlier target.
  std::vector<UniqueFd> sources;
  for (const int fd : options.inherited_fds) {
    UniqueFd source(fcntl(fd, F_DUPFD_CLOEXEC, past_inherited));
    if (!source) return ErrnoStatus(errno, absl::StrCat("pass descriptor ", fd, " to a child"));
    posix_spawn_file_actions_adddup2(&actions, source.get(),
                                     kFirstInheritedFd + static_cast<int>(sources.size()));
    sources.push_back(std::move(source));
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, past_inherited);

  std::vector<std::string> arguments = {options.program};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = Environment(options.environment);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, options.program.c_str(), &actions, &attributes,
                                Pointers(arguments).data(), Pointers(environment).data());
  if (error != 0) return ErrnoStatus(error, absl::StrCat("start ", options.program));

  // The id cannot have been given to another process: this one has not been reaped.
  UniqueFd pidfd(pidfd_open(pid, /*flags=*/0));
  if (!pidfd) {
    const absl::Status status = ErrnoStatus(errno, absl::StrCat("watch ", options.program));
    kill(pid, SIGKILL);
    waitpid(pid, /*wstatus=*/nullptr, /*options=*/0);
    return status;
  }
  return absl::WrapUnique(new ChildProcess(pid, std::move(pidfd)));
}

ChildProcess::~ChildProcess() {
  Signal(SIGKILL);
  Wait(absl::InfiniteDuration());
}

absl::optional<ProcessEnd> ChildProcess::Wait(absl::Duration timeout) {
  pollfd ended = {end_fd(), POLLIN, 0};
  if (!PollUntil(absl::MakeSpan(&ended, 1), SteadyNow() + timeout)) return absl::nullopt;
  absl::MutexLock lock(&mutex_);
  if (!end_.has_value()) {
    siginfo_t info = {};
    while (waitid(P_PIDFD, static_cast<id_t>(end_fd()), &info, WEXITED) != 0 && errno == EINTR) {
    }
    end_ = ProcessEnd{/*by_signal=*/info.si_code != CLD_EXITED, /*code=*/info.si_status};
  }
  return end_;
}

void ChildProcess::Signal(int signal) {
  pidfd_send_signal(end_fd(), signal, /*info=*/nullptr, /*flags=*/0);
}

ProcessEnd ChildProcess::Terminate(absl::Duration grace) {
  Signal(SIGTERM);
  if (absl::optional<ProcessEnd> end = Wait(grace)) return *end;
  Signal(SIGKILL);
  return *Wait(absl::InfiniteDuration());
}

}  // namespace palimpsest
