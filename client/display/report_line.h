#ifndef PALIMPSEST_CLIENT_DISPLAY_REPORT_LINE_H_
#define PALIMPSEST_CLIENT_DISPLAY_REPORT_LINE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {

// A line of a report: what it is about in a column of its own, then the text, made printable.
std::string ReportLine(absl::string_view part, absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_REPORT_LINE_H_
