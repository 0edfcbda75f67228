#include "common/base/utf8.h"

#include <cstdint>

namespace palimpsest {

size_t Utf8CharacterBytes(absl::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  // 0xc0 and 0xc1 begin only overlong forms, 0xf5 and more only what is above U+10FFFF.
  const size_t bytes = first < 0xc2   ? 0
                       : first < 0xe0 ? 2
                       : first < 0xf0 ? 3
                       : first < 0xf5 ? 4
                                      : 0;
  if (bytes == 0 || text.size() < bytes) return 0;
  uint32_t character = first & (0x7fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return 0;
    character = (character << 6) | (next & 0x3f);
  }
  const bool is_overlong = (bytes == 3 && character < 0x800) || (bytes == 4 && character < 0x10000);
  const bool is_surrogate = character >= 0xd800 && character < 0xe000;
  return is_overlong || is_surrogate || character > 0x10ffff ? 0 : bytes;
}

size_t Utf8PrefixBytes(absl::string_view text) {
  size_t prefix = 0;
  while (const size_t bytes = Utf8CharacterBytes(text.substr(prefix))) prefix += bytes;
  return prefix;
}

bool IsUtf8(absl::string_view text) { return Utf8PrefixBytes(text) == text.size(); }

}  // namespace palimpsest
