#include "common/base/log.h"

#include <errno.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace palimpsest {
namespace {

void Log(absl::string_view severity, absl::string_view text) {
  const std::string line =
      absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()), " ",
                   severity, " ", program_invocation_short_name, "[", getpid(), "] ",
                   absl::StrReplaceAll(text, {{"\n", "\\n"}}), "\n");
  // One write, so that lines of several processes on one terminal do not mix. There is nobody to
  // tell if stderr itself fails.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void LogInfo(absl::string_view text) { Log("INFO", text); }
void LogWarning(absl::string_view text) { Log("WARNING", text); }
void LogError(absl::string_view text) { Log("ERROR", text); }

}  // namespace palimpsest
