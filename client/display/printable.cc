#include "client/display/printable.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/utf8.h"

namespace palimpsest {
namespace {

struct CodePoints {
  uint32_t first;
  uint32_t last;
};

// Marks that turn the direction of text, and breaks of lines that are no "\n".
constexpr CodePoints kUnprintable[] = {
    {0x61c, 0x61c}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}};

// After Markus Kuhn's wcwidth: what combines with the character before it, and East Asian Wide.
constexpr CodePoints kNoColumn[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},
                                    {0x64b, 0x65f},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
                                    {0x200b, 0x200d}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f},
                                    {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef}};
constexpr CodePoints kTwoColumns[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
                                      {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
                                      {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
                                      {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

template <size_t size>
bool IsAmong(uint32_t code_point, const CodePoints (&ranges)[size]) {
  for (const CodePoints& range : ranges) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

bool IsControl(uint32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

size_t ColumnsOf(uint32_t code_point) {
  if (IsAmong(code_point, kNoColumn)) return 0;
  return IsAmong(code_point, kTwoColumns) ? 2 : 1;
}

// How many bytes to take at the front of text, which is not empty: a character, or a byte that is
// none.
size_t StepBytes(const Utf8Character& character) {
  return character.bytes == 0 ? 1 : character.bytes;
}

}  // namespace

std::string Printable(absl::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = FirstUtf8Character(text);
    const size_t bytes = StepBytes(character);
    if (character.bytes == 0) {
      absl::StrAppendFormat(&printable, "\\x%02x", static_cast<unsigned char>(text[0]));
    } else if (character.code_point == '\n') {
      printable += "\\n";
    } else if (character.code_point == '\t') {
      printable += "\\t";
    } else if (IsControl(character.code_point)) {
      absl::StrAppendFormat(&printable, "\\x%02x", character.code_point);
    } else if (IsAmong(character.code_point, kUnprintable)) {
      absl::StrAppendFormat(&printable, "\\u%04x", character.code_point);
    } else {
      absl::StrAppend(&printable, text.substr(0, bytes));
    }
    text.remove_prefix(bytes);
  }
  return printable;
}

std::string Quoted(absl::string_view text) {
  constexpr size_t kMaxBytes = 60;
  if (text.size() <= kMaxBytes) return absl::StrCat("\"", Printable(text), "\"");
  size_t end = 0;
  while (true) {
    const size_t bytes = StepBytes(FirstUtf8Character(text.substr(end)));
    if (end + bytes > kMaxBytes) break;
    end += bytes;
  }
  return absl::StrCat("\"", Printable(text.substr(0, end)), "...\"");
}

size_t ColumnsOf(absl::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Utf8Character character = FirstUtf8Character(text);
    columns += ColumnsOf(character.code_point);
    text.remove_prefix(StepBytes(character));
  }
  return columns;
}

absl::string_view CutToColumns(absl::string_view text, size_t columns) {
  size_t end = 0;
  while (end < text.size()) {
    const Utf8Character character = FirstUtf8Character(text.substr(end));
    const size_t wanted = ColumnsOf(character.code_point);
    if (wanted > columns) break;
    columns -= wanted;
    end += StepBytes(character);
  }
  return text.substr(0, end);
}

}  // namespace palimpsest
