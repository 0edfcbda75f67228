// What palimpsestd and palimpsest-worker say at their end: exit codes 0, 1 and 2, one line for an
// error, which begins with the program's name, and never a line of a library's.

#include <signal.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/files.h"
#include "common/process/child_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr char kServer[] = "palimpsestd";
constexpr char kWorker[] = "palimpsest-worker";

class ExitCodesTest : public ::testing::Test {
 protected:
  struct Outcome {
    int exit_code = -1;
    std::string err;
  };

  std::unique_ptr<ChildProcess> Start(const std::string& program,
                                      const std::vector<std::string>& arguments) {
    ChildProcessOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", R"(exec "$0" "$@" >"$OUT" 2>"$ERR")",
                         absl::StrCat(PALIMPSEST_BIN, "/", program)};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {{"OUT", folder_.path() + "/out"}, {"ERR", folder_.path() + "/err"}};
    auto process = ChildProcess::Start(options);
    EXPECT_TRUE(process.ok()) << process.status();
    return *std::move(process);
  }

  Outcome End(ChildProcess& process) {
    const auto end = process.Wait(absl::Seconds(60));
    EXPECT_TRUE(end.has_value() && !end->by_signal) << "it does not end by itself";
    return {end.has_value() ? end->code : -1, *ReadFile(folder_.path() + "/err")};
  }

  Outcome Run(const std::string& program, const std::vector<std::string>& arguments) {
    return End(*Start(program, arguments));
  }

  std::vector<std::string> WorkerFlags(const std::vector<std::string>& more) {
    std::vector<std::string> flags = {"--server",    "127.0.0.1:1",
                                      "--work-dir",  folder_.path() + "/work",
                                      "--cache-dir", folder_.path() + "/cache"};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }

  // Lines of the program's log, and at most one that begins with its name.
  static void ExpectOwnLinesOnly(const std::string& program, const std::string& err) {
    for (const absl::string_view line : absl::StrSplit(err, '\n', absl::SkipEmpty())) {
      EXPECT_THAT(std::string(line),
                  MatchesRegex(absl::StrCat("(20[^ ]*Z (INFO|WARNING|ERROR) palimpsest[^ ]* .*|",
                                            program, ": .*)")));
    }
  }

  const TemporaryDirectory folder_;
};

TEST_F(ExitCodesTest, HelpAndVersionAreZero) {
  for (const char* const program : {kServer, kWorker}) {
    for (const char* const flag : {"--help", "--version"}) {
      const Outcome outcome = Run(program, {flag});
      EXPECT_EQ(outcome.exit_code, 0) << program << " " << flag;
      EXPECT_EQ(outcome.err, "");
    }
  }
}

TEST_F(ExitCodesTest, AWrongCommandLineIsTwoAndOneLineWithTheProgramsName) {
  const struct {
    const char* program;
    std::vector<std::string> arguments;
    const char* named;
  } rows[] = {{kServer, {"--no-such-flag"}, "--no-such-flag"},
              {kServer, {"--workers", "tpu:1"}, "tpu:1"},
              {kWorker, {"--no-such-flag"}, "--"},
              {kWorker, WorkerFlags({"--slot", "tpu"}), "\"tpu\""},
              {kWorker, WorkerFlags({"--threads", "0"}), "--threads"}};
  for (const auto& row : rows) {
    const Outcome outcome = Run(row.program, row.arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, MatchesRegex(absl::StrCat(row.program, ": [^\n]*\n")));
    EXPECT_THAT(outcome.err, HasSubstr(row.named));
  }
}

TEST_F(ExitCodesTest, AServerThatCannotStartIsOne) {
  const std::string blocked = folder_.path() + "/file";
  ASSERT_TRUE(WriteFileAtomically(blocked, "").ok());
  const Outcome outcome =
      Run(kServer, {"--listen", "127.0.0.1:0", "--workers", "", "--data-dir", blocked});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, MatchesRegex("palimpsestd: [^\n]*/file[^\n]*\n"));
}

TEST_F(ExitCodesTest, AWorkerWithoutItsEngineOrItsDeviceIsOne) {
  const Outcome no_engine = Run(kWorker, WorkerFlags({"--engine", "/no/such/engine"}));
  EXPECT_EQ(no_engine.exit_code, 1);
  EXPECT_THAT(no_engine.err, MatchesRegex("palimpsest-worker: [^\n]*/no/such/engine[^\n]*\n"));
  const Outcome no_device =
      Run(kWorker, WorkerFlags({"--engine", PALIMPSEST_FAKE_ENGINE, "--slot", "cuda"}));
  EXPECT_EQ(no_device.exit_code, 1);
  EXPECT_THAT(no_device.err, HasSubstr("palimpsest-worker: the slot cuda cannot be had"));
  ExpectOwnLinesOnly(kWorker, no_device.err);
}

TEST_F(ExitCodesTest, AnOrderlyStopIsZeroAndNoLibrarySpeaks) {
  const auto worker = Start(kWorker, WorkerFlags({"--engine", PALIMPSEST_FAKE_ENGINE}));
  // Until it has met the server's absence.
  std::string err;
  while (err.find("no server at") == std::string::npos) {
    if (worker->Wait(absl::Milliseconds(20)).has_value()) break;
    err = *ReadFile(folder_.path() + "/err");
  }
  worker->Signal(SIGTERM);
  const Outcome outcome = End(*worker);
  EXPECT_EQ(outcome.exit_code, 0);
  ExpectOwnLinesOnly(kWorker, outcome.err);
}

}  // namespace
}  // namespace palimpsest
