#include "client/command_line.h"

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "common/base/build_info.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

// A command line without a server in it.
CliResult RunArguments(const std::vector<std::string>& arguments) {
  TestConsole test_console;
  const ExitCode exit_code = RunCommandLine(arguments, test_console.console);
  return {exit_code, test_console.out.str(), test_console.err.str()};
}

TEST(CommandLineTest, EveryVerbHasHelpWithAnExample) {
  const std::vector<std::vector<std::string>> verbs = {{"submit"},
                                                       {"ls"},
                                                       {"show"},
                                                       {"watch"},
                                                       {"logs"},
                                                       {"cancel"},
                                                       {"results"},
                                                       {"artifact", "ls"},
                                                       {"artifact", "get"},
                                                       {"artifact", "verify"},
                                                       {"worker", "ls"},
                                                       {"server", "status"},
                                                       {"help"},
                                                       {"completion"}};
  for (std::vector<std::string> verb : verbs) {
    verb.push_back("--help");
    const CliResult result = RunArguments(verb);
    EXPECT_EQ(result.exit_code, ExitCode::kDone) << verb[0];
    EXPECT_THAT(result.out, HasSubstr("Example")) << verb[0];
    EXPECT_THAT(result.out, HasSubstr("--server ADDRESS and --format FORMAT")) << verb[0];
    EXPECT_EQ(result.err, "");
  }
}

TEST(CommandLineTest, HelpOfAVerbIsWhatItsHelpFlagPrints) {
  const std::vector<std::vector<std::string>> verbs = {
      {}, {"submit"}, {"artifact"}, {"artifact", "get"}, {"help"}};
  for (const std::vector<std::string>& verb : verbs) {
    std::vector<std::string> word = verb;
    word.insert(word.begin(), "help");
    std::vector<std::string> flag = verb;
    flag.push_back("--help");
    const CliResult help = RunArguments(word);
    EXPECT_EQ(help.exit_code, ExitCode::kDone) << help.err;
    EXPECT_EQ(help.out, RunArguments(flag).out);
  }
  const CliResult unknown = RunArguments({"help", "artifact", "gat"});
  EXPECT_EQ(unknown.exit_code, ExitCode::kUsage);
  EXPECT_EQ(unknown.err, "palimpsest: unknown verb \"gat\"; did you mean get?\n");
  EXPECT_EQ(RunArguments({"help", "ls", "x"}).exit_code, ExitCode::kUsage);
}

TEST(CommandLineTest, TheMainHelpExplainsExitCodesAndJson) {
  const CliResult result = RunArguments({"--help"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone);
  EXPECT_THAT(result.out, HasSubstr("3 server unreachable"));
  EXPECT_THAT(result.out, HasSubstr("64-bit integers are strings"));
}

TEST(CommandLineTest, VersionIsTheBuild) {
  EXPECT_EQ(RunArguments({"--version"}).out, std::string(BuildId()) + "\n");
}

TEST(CommandLineTest, AMistypedVerbGetsTheLikelyOne) {
  const CliResult result = RunArguments({"sumbit", "job.yaml"});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_EQ(result.err,
            "palimpsest: unknown verb \"sumbit\"; did you mean submit?; see 'palimpsest --help'\n");
  EXPECT_EQ(RunArguments({"artifact", "gat", "1"}).err,
            "palimpsest: unknown verb \"gat\"; did you mean get?; see 'palimpsest artifact "
            "--help'\n");
}

TEST(CommandLineTest, AMissingVerbGetsTheList) {
  EXPECT_EQ(RunArguments({"artifact"}).err,
            "palimpsest: a verb is missing: ls, get, verify; see 'palimpsest artifact --help'\n");
  const CliResult nothing = RunArguments({});
  EXPECT_EQ(nothing.exit_code, ExitCode::kUsage);
  EXPECT_THAT(nothing.err, HasSubstr("a verb is missing: submit, ls,"));
}

TEST(CommandLineTest, AnUnknownFlagIsOneLineThatNamesIt) {
  const CliResult result = RunArguments({"ls", "--bogus"});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_THAT(result.err, HasSubstr("--bogus"));
  EXPECT_THAT(result.err, HasSubstr("see 'palimpsest ls --help'"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
}

TEST(CommandLineTest, ABadAddressIsRefusedBeforeAnythingIsDialled) {
  for (const std::string address : {"", "lab7", "lab7:0", "lab7:65536", "http://lab7:7117"}) {
    const CliResult result = RunArguments({"--server", address, "ls"});
    EXPECT_EQ(result.exit_code, ExitCode::kUsage) << address;
    EXPECT_THAT(result.err, ::testing::StartsWith("palimpsest: --server: \"" + address + "\" "));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
  }
}

TEST(CommandLineTest, CsvIsForResultsOnly) {
  const CliResult result = RunArguments({"ls", "--format", "csv"});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_THAT(result.err, HasSubstr("--format: csv is for 'results' only"));
  EXPECT_EQ(RunArguments({"ls", "--format", "xml"}).exit_code, ExitCode::kUsage);
}

TEST(CommandLineTest, AnUnreachableServerIsTheExitCode3) {
  const CliResult result = RunCli("127.0.0.1:1", {"ls"});
  EXPECT_EQ(result.exit_code, ExitCode::kUnreachable);
  EXPECT_EQ(
      result.err,
      "palimpsest: cannot reach the server at 127.0.0.1:1 (Connection refused): start it with "
      "'palimpsestd', or name another one with --server or PALIMPSEST_SERVER\n");
  EXPECT_EQ(result.out, "");
}

TEST(CommandLineTest, TheEnvironmentNamesTheServerAndTheFlagOverridesIt) {
  FakeServer server;
  ASSERT_EQ(setenv("PALIMPSEST_SERVER", server.address().c_str(), 1), 0);
  EXPECT_EQ(RunArguments({"ls"}).exit_code, ExitCode::kDone);
  EXPECT_THAT(RunArguments({"ls", "--server", "127.0.0.1:1"}).err, HasSubstr("127.0.0.1:1 "));
  ASSERT_EQ(unsetenv("PALIMPSEST_SERVER"), 0);
}

TEST(CommandLineTest, EveryCodeOfTheServerHasItsExitCode) {
  FakeServer server;
  const std::vector<std::pair<grpc::StatusCode, ExitCode>> codes = {
      {grpc::StatusCode::INVALID_ARGUMENT, ExitCode::kUsage},
      {grpc::StatusCode::NOT_FOUND, ExitCode::kNotFound},
      {grpc::StatusCode::PERMISSION_DENIED, ExitCode::kDenied},
      {grpc::StatusCode::FAILED_PRECONDITION, ExitCode::kIllegalState},
      {grpc::StatusCode::ALREADY_EXISTS, ExitCode::kOther}};
  for (const auto& [code, exit_code] : codes) {
    server.FailCalls(1, grpc::Status(code, "reason"));
    const CliResult result = RunCli(server.address(), {"worker", "ls"});
    EXPECT_EQ(result.exit_code, exit_code);
    EXPECT_EQ(result.err, "palimpsest: reason\n");
  }
}

TEST(CommandLineTest, OutputThatCannotBeWrittenIsAnError) {
  FakeServer server;
  TestConsole test_console;
  test_console.out.setstate(std::ios::badbit);
  EXPECT_EQ(RunCommandLine({"--server", server.address(), "ls"}, test_console.console),
            ExitCode::kOther);
  EXPECT_THAT(test_console.err.str(), HasSubstr("cannot write all of the output"));
}

TEST(CommandLineTest, AReaderThatHasLeftIsNoErrorToTell) {
  FakeServer server;
  TestConsole test_console;
  test_console.out.setstate(std::ios::badbit);
  test_console.console.reader_left = [] { return true; };
  EXPECT_EQ(
      static_cast<int>(RunCommandLine({"--server", server.address(), "ls"}, test_console.console)),
      141);
  EXPECT_EQ(test_console.err.str(), "");
}

}  // namespace
}  // namespace palimpsest
