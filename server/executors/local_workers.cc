#include "server/executors/local_workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/base/log.h"
#include "common/base/start_thread.h"
#include "common/base/status_macros.h"
#include "common/process/poll.h"

namespace palimpsest {

absl::StatusOr<std::unique_ptr<LocalWorkers>> LocalWorkers::Start(
    const LocalWorkersOptions& options) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return ErrnoStatus(errno, "create the workers' pipe");
  auto workers = absl::WrapUnique(new LocalWorkers(options, UniqueFd(fds[0]), UniqueFd(fds[1])));
  for (Slot& slot : workers->slots_) RETURN_IF_ERROR(workers->StartSlot(slot));
  ASSIGN_OR_RETURN(workers->thread_, StartThread([raw = workers.get()] { raw->Supervise(); }));
  return workers;
}

LocalWorkers::LocalWorkers(const LocalWorkersOptions& options, UniqueFd alive_read,
                           UniqueFd alive_write)
    : options_(options), alive_read_(std::move(alive_read)), alive_write_(std::move(alive_write)) {
  for (const std::string& kind : options_.slots) {
    slots_.push_back({static_cast<int>(slots_.size()), kind, /*process=*/nullptr,
                      /*start_time=*/SteadyTime::InfinitePast(), Backoff(options_.restart)});
  }
}

LocalWorkers::~LocalWorkers() {
  stop_.Set();
  if (thread_.joinable()) thread_.join();
  StopAll();
}

absl::Status LocalWorkers::StartSlot(Slot& slot) {
  ChildProcessOptions child;
  child.program = options_.worker_program;
  child.arguments = {"--server",    options_.server_address,
                     "--slot",      slot.kind,
                     "--work-dir",  absl::StrCat(options_.work_dir, "/", slot.index),
                     "--cache-dir", options_.cache_dir,
                     "--engine",    options_.engine_program,
                     "--threads",   absl::StrCat(options_.threads_per_worker),
                     "--parent-fd", "3"};
  for (const auto& [name, folder] : options_.datasets) {
    child.arguments.push_back("--dataset");
    child.arguments.push_back(absl::StrCat(name, "=", folder));
  }
  child.inherited_fds = {alive_read_.get()};
  slot.start_time = SteadyNow();
  slot.restart_time = SteadyTime::InfiniteFuture();
  ASSIGN_OR_RETURN(slot.process, ChildProcess::Start(child));
  return absl::OkStatus();
}

void LocalWorkers::Supervise() {
  while (true) {
    // poll() ignores the descriptor -1 of a slot that waits for its restart.
    std::vector<pollfd> fds = {{stop_.fd(), POLLIN, 0}};
    SteadyTime next_restart = SteadyTime::InfiniteFuture();
    for (const Slot& slot : slots_) {
      fds.push_back({slot.process ? slot.process->end_fd() : -1, POLLIN, 0});
      next_restart = std::min(next_restart, slot.restart_time);
    }
    PollUntil(absl::MakeSpan(fds), next_restart);
    if (fds[0].revents != 0) return;
    for (Slot& slot : slots_) {
      if (slot.process != nullptr) {
        if (const auto end = slot.process->Wait(absl::ZeroDuration())) Bury(slot, *end);
      } else if (slot.restart_time <= SteadyNow()) {
        const absl::Status started = StartSlot(slot);
        if (started.ok()) continue;
        slot.restart_time = SteadyNow() + slot.backoff.Next();
        LogError(absl::StrCat("worker ", slot.index, " (", slot.kind, "): ", started.message()));
      }
    }
  }
}

void LocalWorkers::Bury(Slot& slot, const ProcessEnd& end) {
  const SteadyTime now = SteadyNow();
  if (now - slot.start_time >= options_.healthy_life) slot.backoff.Reset();
  const absl::Duration wait = slot.backoff.Next();
  LogWarning(absl::StrCat("worker ", slot.index, " (", slot.kind, ", pid ", slot.process->pid(),
                          ") ", Describe(end), "; starting it again in ",
                          absl::FormatDuration(wait)));
  slot.process.reset();
  slot.restart_time = now + wait;
}

void LocalWorkers::StopAll() {
  for (Slot& slot : slots_) {
    if (slot.process != nullptr) slot.process->Signal(SIGTERM);
  }
  const SteadyTime deadline = SteadyNow() + options_.stop_grace;
  for (Slot& slot : slots_) {
    if (slot.process == nullptr || slot.process->Wait(deadline - SteadyNow()).has_value()) continue;
    LogWarning(absl::StrCat("worker ", slot.index, " (", slot.kind, ", pid ", slot.process->pid(),
                            ") did not stop and is killed"));
    slot.process->Signal(SIGKILL);
  }
}

}  // namespace palimpsest
