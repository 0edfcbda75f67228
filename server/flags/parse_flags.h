#ifndef PALIMPSEST_SERVER_FLAGS_PARSE_FLAGS_H_
#define PALIMPSEST_SERVER_FLAGS_PARSE_FLAGS_H_

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// Exit codes of palimpsestd, palimpsest-worker and palimpsest-engine.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
// The command line is wrong.
inline constexpr int kExitUsage = 2;

// Reads the command line of `program` into what `app` fills in. Returns an exit code, or -1 to go
// on: --help and --version print and end with kExitDone, a mistake is one line on stderr that
// begins with the program's name, and kExitUsage.
int ParseFlags(CLI::App& app, absl::string_view program, int argc, char** argv);

// For a mistake that only the values show: one line likewise, and kExitUsage.
int UsageError(absl::string_view program, const absl::Status& status);

// The last word of a program: kExitDone for OK, else one line on stderr that begins with the
// program's name, and kExitFailed.
int ExitCodeOf(absl::string_view program, const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_FLAGS_PARSE_FLAGS_H_
