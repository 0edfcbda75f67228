#include "client/display/table.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(TableTest, ColumnsAreAlignedAndLinesEndWithoutSpaces) {
  Table table({{"NAME"}, {"SIZE", Table::Align::kRight}, {"NOTE"}});
  table.AddRow({"a", "1", "x"});
  table.AddRow({"long", "12345", ""});
  EXPECT_EQ(table.Render(),
            "NAME   SIZE  NOTE\n"
            "a         1  x\n"
            "long  12345  -\n");
}

TEST(TableTest, WidthsAreThoseOnATerminal) {
  Table table({{"A"}, {"B"}});
  table.AddRow({"äöü", "1"});
  table.AddRow({"abc", "2"});
  table.AddRow({"芳", "3"});
  EXPECT_EQ(table.Render(), "A    B\näöü  1\nabc  2\n芳   3\n");
}

TEST(TableTest, ALineBreakInACellCannotBreakTheTable) {
  Table table({{"A"}});
  table.AddRow({"x\ny"});
  EXPECT_EQ(table.Render(), "A\nx\\ny\n");
}

TEST(TableTest, WithoutRowsOnlyTheTitlesAreLeft) {
  Table table({{"A"}, {"B"}});
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.Render(), "A  B\n");
  table.AddRow({"1", "2"});
  EXPECT_FALSE(table.empty());
}

}  // namespace
}  // namespace palimpsest
