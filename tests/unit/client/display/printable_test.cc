#include "client/display/printable.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(PrintableTest, OrdinaryTextStaysAsItIs) { EXPECT_EQ(Printable("Größe 8 → 4"), "Größe 8 → 4"); }

TEST(PrintableTest, ControlCharactersAreShownInsteadOfObeyed) {
  EXPECT_EQ(Printable("a\nb\tc\x1b[2J\x7f"), "a\\nb\\tc\\x1b[2J\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "2J"),
            "\\x9b2J");
}

TEST(PrintableTest, WhatTurnsTheTextOrBreaksTheLineIsShown) {
  EXPECT_EQ(Printable("a\xe2\x80\xae"
                      "b\xe2\x80\xa8"),
            "a\\u202eb\\u2028");
}

TEST(PrintableTest, BytesThatAreNoUtf8AreShown) {
  EXPECT_EQ(Printable("Zo\xeb"), "Zo\\xeb");
  EXPECT_EQ(Printable("\xf0\x9f\x98"), "\\xf0\\x9f\\x98");
  EXPECT_EQ(Printable("Zo\xc3\xab \xf0\x9f\x98\x80"), "Zo\xc3\xab \xf0\x9f\x98\x80");
}

TEST(PrintableTest, ColumnsAreThoseOfATerminal) {
  EXPECT_EQ(ColumnsOf("Zoë"), 3u);
  EXPECT_EQ(ColumnsOf("e\xcc\x81"), 1u) << "a combining accent";
  EXPECT_EQ(ColumnsOf("王芳 😀"), 7u);
  EXPECT_EQ(CutToColumns("王芳", 3), "王");
  EXPECT_EQ(CutToColumns("Zoë!", 3), "Zoë");
  EXPECT_EQ(CutToColumns("abc", 9), "abc");
}

TEST(PrintableTest, ALongTextIsCutInQuotes) {
  EXPECT_EQ(Quoted("many"), "\"many\"");
  EXPECT_EQ(Quoted(std::string(61, 'x')), "\"" + std::string(60, 'x') + "...\"");
  EXPECT_EQ(Quoted(std::string(59, 'x') + "ë"), "\"" + std::string(59, 'x') + "...\"");
}

}  // namespace
}  // namespace palimpsest
