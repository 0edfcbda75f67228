#ifndef PALIMPSEST_COMMON_BASE_LOG_H_
#define PALIMPSEST_COMMON_BASE_LOG_H_

#include "absl/strings/string_view.h"

namespace palimpsest {

// One line on stderr: "2026-01-31T12:00:00.123Z INFO palimpsestd[417] text". Thread-safe; a line is
// written whole. Line breaks in `text` become "\n".
void LogInfo(absl::string_view text);
void LogWarning(absl::string_view text);
void LogError(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_LOG_H_
