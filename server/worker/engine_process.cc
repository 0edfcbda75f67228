#include "server/worker/engine_process.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/files.h"
#include "common/base/framing.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/process/poll.h"
#include "server/worker/failures.h"

namespace palimpsest {
namespace {

absl::Status SetStallTimeout(int socket_fd, absl::Duration timeout) {
  const timeval value = absl::ToTimeval(timeout);
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    if (setsockopt(socket_fd, SOL_SOCKET, option, &value, sizeof(value)) != 0) {
      return ErrnoStatus(errno, "set a timeout on the engine's socket");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EngineProcess>> EngineProcess::Start(const EngineOptions& options,
                                                                    const WakeUp& interrupt) {
  int fds[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, /*protocol=*/0, fds) != 0) {
    return ErrnoStatus(errno, "create the engine's socket");
  }
  UniqueFd ours(fds[0]), theirs(fds[1]);
  RETURN_IF_ERROR(SetStallTimeout(ours.get(), options.stall_timeout));
  ChildProcessOptions child_options;
  child_options.program = options.program;
  child_options.arguments = {"--socket-fd", "3", "--threads", absl::StrCat(options.threads)};
  child_options.environment = options.environment;
  child_options.inherited_fds = {theirs.get()};
  ASSIGN_OR_RETURN(auto child, ChildProcess::Start(child_options));
  auto engine = absl::WrapUnique(new EngineProcess(options, std::move(child), std::move(ours)));
  // Only the engine holds its end from here on, so that its death closes the socket.
  theirs.reset();
  RETURN_IF_ERROR(engine->AwaitHello(interrupt));
  return engine;
}

absl::Status EngineProcess::AwaitHello(const WakeUp& interrupt) {
  auto frame = Receive(SteadyNow() + options_.hello_timeout, interrupt);
  if (!frame.ok()) {
    const absl::optional<ProcessEnd> end = child_->Wait(options_.stop_grace);
    return absl::UnavailableError(
        absl::StrCat(options_.program, " did not start: ",
                     end.has_value() ? Describe(*end) : std::string(frame.status().message())));
  }
  if (!frame->has_value()) {
    pollfd interrupted = {interrupt.fd(), POLLIN, 0};
    if (PollUntil(absl::MakeSpan(&interrupted, 1), SteadyTime::InfinitePast())) {
      return absl::CancelledError("stopped while the engine started");
    }
    return absl::UnavailableError(absl::StrCat(options_.program, " did not say hello within ",
                                               absl::FormatDuration(options_.hello_timeout)));
  }
  if (!(*frame)->has_hello()) {
    return absl::UnavailableError(
        absl::StrCat(options_.program, " did not start with a hello; is it an engine?"));
  }
  hello_ = (*frame)->hello();
  return absl::OkStatus();
}

EngineProcess::~EngineProcess() {
  socket_.reset();
  if (!HasEnded()) child_->Terminate(options_.stop_grace);
}

absl::Status EngineProcess::Send(const v1::ToEngine& frame) {
  return WriteFrame(socket_.get(), frame.SerializeAsString());
}

absl::StatusOr<absl::optional<v1::FromEngine>> EngineProcess::Receive(SteadyTime deadline,
                                                                      const WakeUp& interrupt) {
  pollfd fds[] = {{interrupt.fd(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
  if (!PollUntil(absl::MakeSpan(fds), deadline) || fds[0].revents != 0) return absl::nullopt;
  const absl::StatusOr<std::string> bytes = ReadFrame(socket_.get());
  if (absl::IsUnknown(bytes.status())) {
    return Annotate(bytes.status(), absl::StrCat("no whole frame came within ",
                                                 absl::FormatDuration(options_.stall_timeout)));
  }
  RETURN_IF_ERROR(bytes.status());
  v1::FromEngine frame;
  if (!frame.ParseFromString(*bytes) || frame.frame_case() == v1::FromEngine::FRAME_NOT_SET) {
    return absl::DataLossError("the engine sent a frame that is not a FromEngine message");
  }
  return frame;
}

v1::Failure EngineProcess::Autopsy(const absl::Status& status) {
  // An engine that has closed its socket is about to be gone: how it ended says more than that.
  if (const auto end = child_->Wait(options_.stop_grace)) return FailureOfDeath(*end);
  child_->Terminate(options_.stop_grace);
  return MakeFailure(v1::Failure::CRASHED,
                     absl::StrCat("the engine was stopped: ", status.message()));
}

}  // namespace palimpsest
