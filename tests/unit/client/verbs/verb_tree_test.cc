#include "client/verbs/verb_tree.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

class VerbTreeTest : public ::testing::Test {
 protected:
  VerbTreeTest() {
    app_.add_subcommand("ls");
    CLI::App* noun = app_.add_subcommand("artifact");
    noun->add_subcommand("get");
  }

  CLI::App app_{"", "palimpsest"};
};

TEST_F(VerbTreeTest, VerbsComeInTheirOrder) {
  const auto verbs = VerbsOf(app_);
  ASSERT_EQ(verbs.size(), 2u);
  EXPECT_EQ(verbs[0]->get_name(), "ls");
  EXPECT_TRUE(VerbsOf(*verbs[0]).empty());
  EXPECT_EQ(VerbsOf(*verbs[1])[0]->get_name(), "get");
}

TEST_F(VerbTreeTest, TheNamedVerbIsFoundAsFarAsItIsNamed) {
  EXPECT_EQ(&DeepestVerb(app_), &app_);
  EXPECT_EQ(VerbPath(app_), "palimpsest");
  app_.parse("artifact");
  EXPECT_EQ(VerbPath(app_), "palimpsest artifact");
  app_.parse("artifact get");
  EXPECT_EQ(DeepestVerb(app_).get_name(), "get");
  EXPECT_EQ(VerbPath(app_), "palimpsest artifact get");
}

}  // namespace
}  // namespace palimpsest
