#include "client/verbs/arguments.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ArgumentsTest, ALimitKeepsItsDefaultAndRefusesWhatIsNoCount) {
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

TEST(ArgumentsTest, TextIsUtf8) {
  EXPECT_EQ(IsText("Zo\xc3\xab"), "");
  EXPECT_EQ(IsText("Zo\xeb"), "expected UTF-8, got \"Zo\\xeb\"");
}

TEST(ArgumentsTest, AJobIsNamedByItsNumberOrItsName) {
  EXPECT_EQ(*JobNameOfArgument("17"), "jobs/17");
  EXPECT_EQ(*JobNameOfArgument("jobs/17"), "jobs/17");
  for (const char* bad : {"", "0", "-1", "x", "jobs/", "jobs/x", "workers/1", "17 ", "1e3",
                          "99999999999999999999", "jobs/jobs/1"}) {
    EXPECT_EQ(JobNameOfArgument(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
  EXPECT_EQ(JobNameOfArgument("x").status().message(),
            "JOB: expected a job like 17 or jobs/17, got \"x\"");
}

TEST(ArgumentsTest, AStateIsReadInAnyCase) {
  EXPECT_EQ(*ParseState("running"), v1::Job::RUNNING);
  EXPECT_EQ(*ParseState("FAILED"), v1::Job::FAILED);
  EXPECT_EQ(
      ParseState("succeded").status(),
      absl::InvalidArgumentError("--state: unknown state \"succeded\"; did you mean succeeded?"));
  EXPECT_EQ(ParseState("state_unspecified").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace palimpsest
