#include "client/verbs/completion_script.h"

#include <cstdlib>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

// What bash offers after the words, the last of which is being typed; in bash's order, by spaces.
std::string Complete(const std::string& script, const std::string& words, int last) {
  TemporaryDirectory directory;
  const std::string out = directory.path() + "/out";
  const std::string program = directory.path() + "/program.sh";
  EXPECT_TRUE(WriteFileAtomically(program, script + "COMP_WORDS=(" + words +
                                               ")\nCOMP_CWORD=" + std::to_string(last) +
                                               "\n_palimpsest\necho \"${COMPREPLY[*]}\"\n")
                  .ok());
  EXPECT_EQ(std::system(("bash " + program + " > " + out).c_str()), 0);
  return *ReadFile(out);
}

class CompletionScriptTest : public ::testing::Test {
 protected:
  CompletionScriptTest() {
    app_.add_subcommand("submit")->add_flag("--watch");
    CLI::App* noun = app_.add_subcommand("artifact");
    noun->add_subcommand("get")->add_option("-o,--output");
    noun->add_subcommand("verify");
  }

  CLI::App app_;
};

TEST_F(CompletionScriptTest, BashCompletesVerbsAndFlagsOfEachPlace) {
  const std::string script = CompletionScript(app_, Shell::kBash);
  EXPECT_EQ(Complete(script, "palimpsest s", 1), "submit\n");
  EXPECT_EQ(Complete(script, "palimpsest artifact ''", 2), "get verify --help --server --format\n");
  EXPECT_EQ(Complete(script, "palimpsest artifact get 17 --o", 4), "--output\n");
  EXPECT_EQ(Complete(script, "palimpsest --server x submit --w", 4), "--watch\n");
  EXPECT_EQ(Complete(script, "palimpsest submit job", 2), "\n") << "left to file names";
}

TEST_F(CompletionScriptTest, ZshRunsTheSameThroughItsEmulation) {
  const std::string script = CompletionScript(app_, Shell::kZsh);
  EXPECT_THAT(script, HasSubstr("bashcompinit\n"));
  EXPECT_THAT(script, HasSubstr(CompletionScript(app_, Shell::kBash)));
}

}  // namespace
}  // namespace palimpsest
