#include "common/base/start_thread.h"

#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace palimpsest {

absl::StatusOr<std::thread> StartThread(std::function<void()> body, const ThreadStarter& start) {
  try {
    return start(std::move(body));
  } catch (const std::system_error& error) {
    return absl::UnavailableError(absl::StrCat("cannot start a thread: ", error.code().message(),
                                               "; is the limit of processes reached (ulimit -u)?"));
  }
}

absl::StatusOr<std::thread> StartThread(std::function<void()> body) {
  return StartThread(std::move(body),
                     [](std::function<void()> run) { return std::thread(std::move(run)); });
}

}  // namespace palimpsest
