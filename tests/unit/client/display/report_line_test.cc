#include "client/display/report_line.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ReportLineTest, TheTextHasAColumnOfItsOwn) {
  EXPECT_EQ(ReportLine("seed", "1"), "seed        1\n");
  EXPECT_EQ(ReportLine("jobs/17", ""), "jobs/17\n");
  EXPECT_EQ(ReportLine("name", "a\nb"), "name        a\\nb\n");
}

}  // namespace
}  // namespace palimpsest
