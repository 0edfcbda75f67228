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

TEST(PrintableTest, ALongTextIsCutInQuotes) {
  EXPECT_EQ(Quoted("many"), "\"many\"");
  EXPECT_EQ(Quoted(std::string(61, 'x')), "\"" + std::string(60, 'x') + "...\"");
}

}  // namespace
}  // namespace palimpsest
