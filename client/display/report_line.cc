#include "client/display/report_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/printable.h"

namespace palimpsest {

std::string ReportLine(absl::string_view part, absl::string_view text) {
  std::string line = absl::StrFormat("%-11s %s", Printable(part), Printable(text));
  absl::StripTrailingAsciiWhitespace(&line);
  return absl::StrCat(line, "\n");
}

}  // namespace palimpsest
