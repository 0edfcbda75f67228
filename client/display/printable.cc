#include "client/display/printable.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace palimpsest {

std::string Printable(absl::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (byte == '\n') {
      printable += "\\n";
    } else if (byte == '\t') {
      printable += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&printable, "\\x%02x", byte);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080..U+009F in UTF-8
      absl::StrAppendFormat(&printable, "\\x%02x", next);
      ++i;
    } else {
      printable += text[i];
    }
  }
  return printable;
}

std::string Quoted(absl::string_view text) {
  constexpr size_t kMaxBytes = 60;
  if (text.size() <= kMaxBytes) return absl::StrCat("\"", Printable(text), "\"");
  return absl::StrCat("\"", Printable(text.substr(0, kMaxBytes)), "...\"");
}

}  // namespace palimpsest
