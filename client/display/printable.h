#ifndef PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_
#define PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {

// `text` on one line and without control characters ("\n", "\t", "\x1b" for them), so that a name
// or a log line that somebody else wrote can neither break a table nor command the terminal.
std::string Printable(absl::string_view text);

// `text` as Printable, in double quotes, at most 60 bytes of it.
std::string Quoted(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_
