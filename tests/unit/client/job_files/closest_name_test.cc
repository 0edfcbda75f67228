#include "client/job_files/closest_name.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ClosestNameTest, ASlipIsTakenForTheNearestKnownName) {
  const std::vector<std::string> known = {"bits", "shared_bits", "layout"};
  EXPECT_EQ(SuggestName("shred_bits", known), "did you mean shared_bits?");
  EXPECT_EQ(SuggestName("bit", known), "did you mean bits?");
  EXPECT_EQ(SuggestName("sharedBits", known), "did you mean shared_bits?");
  EXPECT_EQ(SuggestName("Lay-out", known), "did you mean layout?");
}

TEST(ClosestNameTest, ANameThatIsFarFromAllGetsTheWholeList) {
  EXPECT_EQ(SuggestName("epochs", {"bits", "layout"}), "known: bits, layout");
  EXPECT_EQ(SuggestName("", {"bits"}), "known: bits");
  EXPECT_EQ(SuggestName("epochs", {}), "none is known");
}

}  // namespace
}  // namespace palimpsest
