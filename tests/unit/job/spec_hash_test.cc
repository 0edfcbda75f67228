#include "common/job/spec_hash.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

v1::JobSpec SpecWithParameters(bool reversed) {
  v1::JobSpec spec;
  auto& parameters = *spec.mutable_scaling()->mutable_parameters();
  for (int i = 0; i < 20; ++i) {
    const int key = reversed ? 19 - i : i;
    parameters["p" + std::to_string(key)] = key;
  }
  return spec;
}

TEST(SpecHashTest, DoesNotDependOnTheOrderInWhichAMapWasFilled) {
  EXPECT_EQ(SpecSha256(SpecWithParameters(false)), SpecSha256(SpecWithParameters(true)));
}

TEST(SpecHashTest, DiffersForAnotherSeedButNotForAnotherDisplayName) {
  v1::JobSpec spec = SpecWithParameters(false);
  const std::string hash = SpecSha256(spec);
  EXPECT_EQ(hash.size(), 64u);
  spec.set_display_name("another");
  EXPECT_EQ(SpecSha256(spec), hash);
  spec.set_seed(7);
  EXPECT_NE(SpecSha256(spec), hash);
}

TEST(SpecHashTest, AMessageHashCoversEveryField) {
  v1::JobSpec spec;
  const std::string hash = MessageSha256(spec);
  spec.set_display_name("a");
  EXPECT_NE(MessageSha256(spec), hash);
}

}  // namespace
}  // namespace palimpsest
