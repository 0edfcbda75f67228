// Full disks, ports in use, files of another version: with an engine that computes nothing.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/files.h"
#include "common/process/unique_fd.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/integration/fake_engine_fixture.h"
#include "tests/support/script.h"

namespace palimpsest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A limit of 1 MiB on the size of a file (in the shell's blocks of 512 bytes). Writing beyond it
// fails like writing to a full disk, for any user and on any file system; without the trap it would
// kill the process.
constexpr char kOneMebibyte[] = "trap '' XFSZ; ulimit -f 2048";

class BadConditionsTest : public FakeEngineFixture {
 protected:
  void ExpectNoSpaceForTwoMebibytesAndAWholeServer() {
    const v1::Job job = jobs_->WaitForEnd(Create("artifact=2097152"));
    EXPECT_EQ(job.state(), v1::Job::FAILED);
    EXPECT_EQ(job.failure().kind(), v1::Failure::NO_SPACE) << job.ShortDebugString();
    EXPECT_EQ(job.attempts_size(), 1);
    EXPECT_EQ(jobs_->WaitForEnd(Create("artifact=1000")).state(), v1::Job::SUCCEEDED);
  }

  // Starts a server that cannot start; returns the one line that it says.
  std::string StartError(const ServerProcessOptions& options) {
    ProcessEnd end;
    const auto log = ServerProcess::RunToEnd(options, end);
    EXPECT_TRUE(log.ok()) << log.status();
    EXPECT_FALSE(end.by_signal);
    EXPECT_NE(end.code, 0);
    const std::vector<std::string> lines =
        absl::StrSplit(absl::StripSuffix(log.ok() ? *log : "", "\n"), '\n');
    EXPECT_EQ(lines.size(), 1u) << *log;
    return lines.back();
  }
};

TEST_F(BadConditionsTest, AFullDiskOfTheEngineFailsTheJobAndNothingElse) {
  options_.worker_program =
      Script(folder_.path(),
             absl::StrCat(kOneMebibyte, "\nexec " PALIMPSEST_BIN "/palimpsest-worker \"$@\""))
          .path();
  StartServer();
  ExpectNoSpaceForTwoMebibytesAndAWholeServer();
}

TEST_F(BadConditionsTest, AFullDiskOfTheServerFailsTheJobAndNothingElse) {
  // The limit is the server's alone: the worker lifts it for itself and the engine.
  options_.shell_prefix = absl::StrCat("trap '' XFSZ; ulimit -S -f 2048");
  options_.worker_program = Script(folder_.path(), "ulimit -S -f unlimited\nexec " PALIMPSEST_BIN
                                                   "/palimpsest-worker \"$@\"")
                                .path();
  StartServer();
  ExpectNoSpaceForTwoMebibytesAndAWholeServer();
}

TEST_F(BadConditionsTest, APortInUseIsOneLine) {
  StartServer();
  ServerProcessOptions second = options_;
  second.data_dir = folder_.path() + "/second";
  second.listen = server_->address();
  EXPECT_THAT(StartError(second), HasSubstr(server_->address()));
}

TEST_F(BadConditionsTest, AFolderInUseByAnotherServerIsOneLine) {
  StartServer();
  ServerProcessOptions second = options_;
  // The log beside the folder is the first server's.
  second.data_dir = folder_.path() + "/link";
  std::filesystem::create_directory_symlink(options_.data_dir, second.data_dir);
  EXPECT_THAT(StartError(second), HasSubstr(second.data_dir));
}

TEST_F(BadConditionsTest, ADatabaseOfANewerVersionIsRefusedInOneLine) {
  StartServer();
  server_.reset();
  // The number in bytes 60 to 63 of the file is SQLite's user_version, our schema's, big-endian.
  const std::string database = options_.data_dir + "/palimpsest.db";
  const UniqueFd file(open(database.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_TRUE(file);
  ASSERT_EQ(pwrite(file.get(), "\x00\x00\x03\xe7", 4, 60), 4);
  ServerProcessOptions newer = options_;
  ASSERT_TRUE(RemoveAll(options_.data_dir + ".log").ok());
  EXPECT_THAT(StartError(newer), AllOf(HasSubstr("palimpsest.db"), HasSubstr("999")));
}

TEST_F(BadConditionsTest, AFileThatIsNoDatabaseIsRefusedInOneLine) {
  ASSERT_TRUE(CreateDirectories(options_.data_dir).ok());
  ASSERT_TRUE(
      WriteFileAtomically(options_.data_dir + "/palimpsest.db", std::string(4096, 'x')).ok());
  EXPECT_THAT(StartError(options_), HasSubstr("palimpsest.db"));
}

TEST_F(BadConditionsTest, AnEngineThatIsMissingIsSaidAndTriedAgain) {
  options_.engine_program = folder_.path() + "/engine";
  StartServer();
  const std::string name = Create("succeed");
  // The worker ends with a line that names the program, and is started again.
  ASSERT_EQ(symlink(PALIMPSEST_FAKE_ENGINE, options_.engine_program.c_str()), 0);
  EXPECT_EQ(jobs_->WaitForEnd(name).state(), v1::Job::SUCCEEDED);
}

}  // namespace
}  // namespace palimpsest
