#include "client/verbs/limit_option.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(LimitOptionTest, KeepsItsDefaultAndRefusesWhatIsNoCount) {
  int64_t limit = 50;
  CLI::App app;
  AddLimitOption(app, limit);
  app.parse(std::vector<std::string>{});
  EXPECT_EQ(limit, 50);
  app.parse(std::vector<std::string>{"0", "--limit"});  // reversed, as CLI11 wants them
  EXPECT_EQ(limit, 0);
  for (const char* bad : {"-1", "x", "1.5", "99999999999999999999"}) {
    EXPECT_THROW(app.parse(std::vector<std::string>{bad, "--limit"}), CLI::ValidationError) << bad;
  }
}

}  // namespace
}  // namespace palimpsest
