#ifndef PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_
#define PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {

// `text` on one line and without anything that commands a terminal or turns the direction of the
// text ("\n", "\t", "\x1b", "\u202e" for them), so that a name or a log line that somebody else
// wrote can neither break a table nor forge what surrounds it. Bytes that are no UTF-8 become
// "\xe9".
std::string Printable(absl::string_view text);

// `text` as Printable, in double quotes, at most 60 bytes of it.
std::string Quoted(absl::string_view text);

// How many columns of a terminal printable text takes: two for wide characters (CJK, emoji), none
// for combining ones.
size_t ColumnsOf(absl::string_view text);

// The longest prefix of printable text that fits into so many columns.
absl::string_view CutToColumns(absl::string_view text, size_t columns);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_PRINTABLE_H_
