// The programs in a pipe that nobody reads any more.

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/process/child_process.h"
#include "common/process/unique_fd.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

class BrokenPipeTest : public ::testing::TestWithParam<std::string> {};

TEST_P(BrokenPipeTest, NoProgramIsEndedByItsOutput) {
  const TemporaryDirectory folder;
  int fds[2];
  ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
  close(fds[0]);
  const UniqueFd broken(fds[1]);
  ChildProcessOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", R"(exec "$0" --help >&3 2>"$ERR")",
                       absl::StrCat(PALIMPSEST_BIN, "/", GetParam())};
  options.environment = {{"ERR", folder.path() + "/err"}};
  options.inherited_fds = {broken.get()};
  const auto process = ChildProcess::Start(options);
  ASSERT_TRUE(process.ok()) << process.status();
  const auto end = (*process)->Wait(absl::InfiniteDuration());
  EXPECT_TRUE(end->succeeded()) << Describe(*end);
  EXPECT_EQ(*ReadFile(folder.path() + "/err"), "");
}

INSTANTIATE_TEST_SUITE_P(Programs, BrokenPipeTest,
                         ::testing::Values(
#ifdef PALIMPSEST_HAS_ENGINE
                             "palimpsest-engine",
#endif
                             "palimpsest", "palimpsestd", "palimpsest-worker"));

}  // namespace
}  // namespace palimpsest
