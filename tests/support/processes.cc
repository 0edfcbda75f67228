#include "tests/support/processes.h"

#include <poll.h>

#include <filesystem>
#include <string>
#include <system_error>

// Debian 12's C library lacks the C++ guards in this header.
extern "C" {
#include <sys/pidfd.h>
}

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/files.h"
#include "common/process/poll.h"
#include "common/process/unique_fd.h"

namespace palimpsest {

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &pid)) continue;
    const auto stat = ReadFile((entry->path() / "stat").string());
    if (!stat.ok()) continue;  // It has just ended.
    // "417 (a name, maybe with spaces) S 400 ...": state, then the parent.
    const absl::string_view rest = absl::string_view(*stat).substr(stat->rfind(')') + 1);
    const std::vector<absl::string_view> fields = absl::StrSplit(rest, ' ', absl::SkipEmpty());
    pid_t ppid = 0;
    if (fields.size() > 1 && absl::SimpleAtoi(fields[1], &ppid) && ppid == parent) {
      children.push_back(pid);
    }
  }
  return children;
}

bool WaitForEnd(pid_t pid, absl::Duration timeout) {
  const UniqueFd process(pidfd_open(pid, /*flags=*/0));
  if (!process) return true;
  pollfd ended = {process.get(), POLLIN, 0};
  return PollUntil(absl::MakeSpan(&ended, 1), SteadyNow() + timeout);
}

}  // namespace palimpsest
