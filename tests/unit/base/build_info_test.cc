#include "common/base/build_info.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(BuildInfoTest, TheBuildIdIsAVersionWithOrWithoutACommit) {
  EXPECT_THAT(std::string(BuildId()),
              testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+(\\+[0-9a-f]+)?(-dirty)?"));
}

}  // namespace
}  // namespace palimpsest
