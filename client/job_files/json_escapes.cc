#include "client/job_files/json_escapes.h"

#include <cstdint>

#include "absl/strings/numbers.h"

namespace palimpsest {
namespace {

// The 16 bits of the escape "\uXXXX" that `text` begins with; 0 if it begins with none.
uint32_t ReadEscape(absl::string_view text) {
  uint32_t unit = 0;
  if (text.substr(0, 2) != "\\u" || !absl::SimpleHexAtoi(text.substr(2, 4), &unit)) return 0;
  return unit;
}

void AppendFourBytes(uint32_t character, std::string& out) {
  out += static_cast<char>(0xf0 | (character >> 18));
  for (const int shift : {12, 6, 0}) out += static_cast<char>(0x80 | ((character >> shift) & 0x3f));
}

}  // namespace

std::string JoinSurrogates(absl::string_view json) {
  std::string joined;
  while (!json.empty()) {
    const uint32_t high = ReadEscape(json);
    const uint32_t low = high == 0 ? 0 : ReadEscape(json.substr(6));
    if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
      AppendFourBytes(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), joined);
      json.remove_prefix(12);
      continue;
    }
    // The character after a backslash begins no escape of its own.
    const size_t taken = json[0] == '\\' && json.size() > 1 ? 2 : 1;
    joined.append(json.data(), taken);
    json.remove_prefix(taken);
  }
  return joined;
}

}  // namespace palimpsest
