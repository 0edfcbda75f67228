#include "common/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(Utf8Test, CharactersHaveTheirLengths) {
  EXPECT_EQ(Utf8CharacterBytes("a"), 1u);
  EXPECT_EQ(Utf8CharacterBytes("\xc3\xa9t"), 2u);
  EXPECT_EQ(Utf8CharacterBytes("\xe2\x82\xac"), 3u);
  EXPECT_EQ(Utf8CharacterBytes("\xf0\x9f\x98\x80"), 4u);
  EXPECT_EQ(Utf8CharacterBytes("\xf4\x8f\xbf\xbf"), 4u) << "U+10FFFF";
  EXPECT_EQ(Utf8CharacterBytes(""), 0u);
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
