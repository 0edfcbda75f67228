#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/run_cli.h"

namespace palimpsest {
namespace {

TEST(CompletionCommandTest, KnowsEveryVerbAndNeedsNoServer) {
  const CliResult result = RunCli("127.0.0.1:1", {"completion", "bash"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  for (const char* word :
       {"submit", "ls", "show", "watch", "logs", "cancel", "results", "\"artifact verify\"",
        "\"worker ls\"", "\"server status\"", "--request-id", "completion"}) {
    EXPECT_THAT(result.out, ::testing::HasSubstr(word));
  }
  EXPECT_THAT(RunCli("127.0.0.1:1", {"completion", "zsh"}).out,
              ::testing::HasSubstr("bashcompinit"));
  EXPECT_EQ(RunCli("127.0.0.1:1", {"completion", "fish"}).exit_code, ExitCode::kUsage);
}

}  // namespace
}  // namespace palimpsest
