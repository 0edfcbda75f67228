#include "common/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(Utf8Test, ACharacterHasItsCodePointAndItsLength) {
  const struct {
    const char* text;
    uint32_t code_point;
    size_t bytes;
  } cases[] = {{"a", 'a', 1},
               {"\xc3\xa9t", 0xe9, 2},
               {"\xe2\x82\xac", 0x20ac, 3},
               {"\xf0\x9f\x98\x80", 0x1f600, 4},
               {"\xf4\x8f\xbf\xbf", 0x10ffff, 4}};
  for (const auto& test : cases) {
    EXPECT_EQ(FirstUtf8Character(test.text).code_point, test.code_point) << test.text;
    EXPECT_EQ(FirstUtf8Character(test.text).bytes, test.bytes) << test.text;
  }
  EXPECT_EQ(FirstUtf8Character("").bytes, 0u);
}

TEST(Utf8Test, TextIsUtf8IfAllOfItIs) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8(std::string("a\0b", 3)));
  EXPECT_TRUE(IsUtf8("Zo\xc3\xab \xe4\xb8\xad \xf0\x9f\x98\x80"));
}

TEST(Utf8Test, ThePrefixEndsBeforeTheFirstByteThatBelongsToNoCharacter) {
  EXPECT_EQ(Utf8PrefixBytes("Zo\xc3\xab"), 4u);
  EXPECT_EQ(Utf8PrefixBytes("Zo\xc3"), 2u);
  EXPECT_EQ(Utf8PrefixBytes("\xc3\xab\xff\xc3\xab"), 2u);
}

TEST(Utf8Test, WhatTheStandardForbidsIsRefused) {
  for (const char* bad : {
           "\xe9",              // Latin-1
           "a\x80",             // a continuation without a beginning
           "\xc3",              // cut off
           "\xe2\x82",          // cut off
           "\xc0\x80",          // overlong
           "\xe0\x80\x80",      // overlong
           "\xf0\x80\x80\x80",  // overlong
           "\xed\xa0\x80",      // a surrogate
           "\xf4\x90\x80\x80",  // above U+10FFFF
           "\xff",
       }) {
    EXPECT_FALSE(IsUtf8(bad));
    EXPECT_FALSE(IsUtf8(std::string("a") + bad + "b"));
  }
}

}  // namespace
}  // namespace palimpsest
