#ifndef PALIMPSEST_CLIENT_EXIT_CODE_H_
#define PALIMPSEST_CLIENT_EXIT_CODE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// What `palimpsest` tells the shell. Scripts rely on these numbers.
enum class ExitCode {
  kDone = 0,
  kFailedJob = 1,     // the job failed or was cancelled, or its artifacts do not verify
  kUsage = 2,         // a bad flag, file or field
  kUnreachable = 3,   // no answer from the server
  kNotFound = 4,      // no such job or artifact
  kDenied = 5,        // not allowed
  kIllegalState = 6,  // not possible in the state that the job is in
  kOther = 7,         // any other error
  // As shells number them: 128 and the signal.
  kInterrupted = 130,  // Ctrl-C (SIGINT)
  kReaderLeft = 141    // the reader of the output has left (SIGPIPE): `palimpsest ls | head -1`
};

// The table of exit codes for --help.
inline constexpr absl::string_view kExitCodeHelp =
    "Exit codes: 0 done, 1 failed or cancelled job, 2 usage or a bad value, 3 server unreachable,\n"
    "  4 not found, 5 denied, 6 illegal state, 7 any other error, 130 interrupted, 141 the reader "
    "of\n"
    "  the output has left.";

// The exit code for a verb that ended with `status`: by code, kDone for OK.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_EXIT_CODE_H_
