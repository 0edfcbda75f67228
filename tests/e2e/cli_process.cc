#include "tests/e2e/cli_process.h"

#include "common/base/files.h"
#include "common/process/child_process.h"
#include "gtest/gtest.h"
#include "test_paths.h"

namespace palimpsest {

CliOutcome RunPalimpsest(const std::string& directory, const std::string& address,
                         const std::vector<std::string>& arguments) {
  ChildProcessOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", R"(exec "$0" "$@" >"$OUT" 2>"$ERR")", PALIMPSEST_BIN "/palimpsest",
                       "--server", address};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  options.environment = {{"OUT", directory + "/out"}, {"ERR", directory + "/err"}, {"TZ", "UTC"}};
  CliOutcome outcome;
  const auto process = ChildProcess::Start(options);
  EXPECT_TRUE(process.ok()) << process.status();
  if (!process.ok()) return outcome;
  const auto end = (*process)->Wait(absl::InfiniteDuration());
  if (!end->by_signal) outcome.exit_code = end->code;
  outcome.out = *ReadFile(directory + "/out");
  outcome.err = *ReadFile(directory + "/err");
  return outcome;
}

}  // namespace palimpsest
