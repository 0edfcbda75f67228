#ifndef PALIMPSEST_COMMON_BASE_UTF8_H_
#define PALIMPSEST_COMMON_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace palimpsest {

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. Protobuf
// takes nothing else in a `string` field.

struct Utf8Character {
  uint32_t code_point = 0;
  size_t bytes = 0;  // 1 to 4; 0 if there is none
};

// The character at the front of `text`: none if `text` is empty or does not begin with one.
Utf8Character FirstUtf8Character(absl::string_view text);

// How many bytes at the front of `text` are whole characters; all of them if it is UTF-8.
size_t Utf8PrefixBytes(absl::string_view text);

bool IsUtf8(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_UTF8_H_
