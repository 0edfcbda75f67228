#include "server/worker/failures.h"

#include <signal.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace palimpsest {

v1::Failure MakeFailure(v1::Failure::Kind kind, absl::string_view message) {
  v1::Failure failure;
  failure.set_kind(kind);
  failure.set_message(absl::StrReplaceAll(message, {{"\n", " "}}));
  return failure;
}

v1::Failure FailureOfDeath(const ProcessEnd& end) {
  std::string message = absl::StrCat("the engine ", Describe(end), " in mid-run");
  if (end.by_signal && end.code == SIGKILL) {
    absl::StrAppend(&message,
                    "; somebody killed it, or the kernel did because memory ran out (see dmesg)");
  }
  return MakeFailure(v1::Failure::CRASHED, message);
}

v1::Failure FailureOfStatus(const absl::Status& status) {
  return MakeFailure(
      absl::IsResourceExhausted(status) ? v1::Failure::NO_SPACE : v1::Failure::INTERNAL,
      status.message());
}

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status) || absl::IsAborted(status);
}

bool IsLost(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsNotFound(status);
}

}  // namespace palimpsest
