#include "server/executors/local_workers.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/process/poll.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/script.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// The workers are shell scripts that write a line, their process id and flags, into a named pipe
// which the test reads.
class LocalWorkersTest : public ::testing::Test {
 protected:
  LocalWorkersTest() : fifo_path_(absl::StrCat(folder_.path(), "/lines")) {
    EXPECT_EQ(mkfifo(fifo_path_.c_str(), 0600), 0);
    // Open for writing too, so that it never ends.
    fifo_.reset(open(fifo_path_.c_str(), O_RDWR | O_CLOEXEC));
    options_.engine_program = "/engine";
    options_.server_address = "127.0.0.1:1";
    options_.work_dir = "/work";
    options_.cache_dir = "/cache";
    options_.datasets = {{"a", "/data/a"}};
    options_.slots = {"cpu"};
    options_.threads_per_worker = 2;
    options_.restart = {absl::Milliseconds(1), absl::Milliseconds(4), /*jitter=*/0};
  }

  // What the worker does after and before its line.
  std::unique_ptr<LocalWorkers> Start(const std::string& after, const std::string& before = "") {
    const std::string line = absl::StrCat("echo \"$$ $*\" > ", fifo_path_);
    options_.worker_program =
        Script(folder_.path(), absl::StrCat(before, "\n", line, "\n", after)).path();
    auto workers = LocalWorkers::Start(options_);
    EXPECT_TRUE(workers.ok()) << workers.status();
    return *std::move(workers);
  }

  std::string NextLine() {
    std::string line;
    for (char c; line.empty() || line.back() != '\n'; line.push_back(c)) {
      pollfd ready = {fifo_.get(), POLLIN, 0};
      if (!PollUntil(absl::MakeSpan(&ready, 1), SteadyNow() + absl::Seconds(30)) ||
          read(fifo_.get(), &c, 1) != 1) {
        ADD_FAILURE() << "no worker has started within 30 s";
        break;
      }
    }
    return line;
  }

  static pid_t PidOf(const std::string& line) {
    pid_t pid = 0;
    EXPECT_TRUE(absl::SimpleAtoi(line.substr(0, line.find(' ')), &pid)) << line;
    return pid;
  }

  const TemporaryDirectory folder_;
  const std::string fifo_path_;
  UniqueFd fifo_;
  LocalWorkersOptions options_;
};

TEST_F(LocalWorkersTest, StartsAWorkerForEachSlotWithItsFlags) {
  options_.slots = {"cpu", "cuda"};
  const auto workers = Start("exec sleep 60");
  std::vector<std::string> flags;
  for (int i = 0; i < 2; ++i) {
    const std::string line = NextLine();
    flags.push_back(line.substr(line.find(' ') + 1));
  }
  const std::string rest =
      "--cache-dir /cache --engine /engine --threads 2 --parent-fd 3 --dataset a=/data/a\n";
  EXPECT_THAT(flags,
              UnorderedElementsAre(
                  absl::StrCat("--server 127.0.0.1:1 --slot cpu --work-dir /work/0 ", rest),
                  absl::StrCat("--server 127.0.0.1:1 --slot cuda --work-dir /work/1 ", rest)));
}

TEST_F(LocalWorkersTest, AWorkerThatIsKilledIsStartedAgain) {
  const auto workers = Start("exec sleep 60");
  const std::string first = NextLine();
  ASSERT_EQ(kill(PidOf(first), SIGKILL), 0);
  const std::string second = NextLine();
  EXPECT_NE(PidOf(second), PidOf(first));
  EXPECT_EQ(second.substr(second.find(' ')), first.substr(first.find(' ')));
}

TEST_F(LocalWorkersTest, TheDeathOfOneLeavesTheOthersAlone) {
  options_.slots = {"cpu", "cpu"};
  const auto workers = Start("exec sleep 60");
  const pid_t one = PidOf(NextLine());
  const pid_t other = PidOf(NextLine());
  ASSERT_EQ(kill(one, SIGKILL), 0);
  NextLine();
  EXPECT_EQ(kill(other, 0), 0);
}

TEST_F(LocalWorkersTest, DeathsInARowWaitLongerAndLonger) {
  options_.restart = {absl::Milliseconds(20), absl::Milliseconds(40), /*jitter=*/0};
  const SteadyTime begin = SteadyNow();
  const auto workers = Start("exit 1");
  for (int i = 0; i < 4; ++i) NextLine();
  EXPECT_GE(SteadyNow() - begin, absl::Milliseconds(20 + 40 + 40));
}

TEST_F(LocalWorkersTest, AfterAHealthyLifeTheWaitsBeginAnew) {
  options_.restart = {absl::Milliseconds(1), absl::Hours(24), /*jitter=*/0};
  options_.healthy_life = absl::ZeroDuration();
  const auto workers = Start("exit 1");
  // Doubling from 1 ms, the twenty-second start would take more than half an hour.
  for (int i = 0; i < 22; ++i) NextLine();
}

TEST_F(LocalWorkersTest, AProgramThatIsAwayForAWhileIsTriedAgain) {
  const auto workers = Start("exec sleep 60");
  const pid_t pid = PidOf(NextLine());
  const std::string& program = options_.worker_program;
  const std::string moved = program + ".moved";
  ASSERT_EQ(rename(program.c_str(), moved.c_str()), 0);
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  ASSERT_EQ(rename(moved.c_str(), program.c_str()), 0);
  EXPECT_NE(PidOf(NextLine()), pid);
}

TEST_F(LocalWorkersTest, DestructionStopsTheWorkers) {
  options_.slots = {"cpu", "cpu"};
  auto workers =
      Start("read line <&3", absl::StrCat("trap 'echo stopped > ", fifo_path_, "; exit 0' TERM"));
  const pid_t one = PidOf(NextLine());
  const pid_t other = PidOf(NextLine());
  workers.reset();
  EXPECT_EQ(NextLine(), "stopped\n");
  EXPECT_EQ(NextLine(), "stopped\n");
  EXPECT_EQ(kill(one, 0), -1);
  EXPECT_EQ(kill(other, 0), -1);
}

TEST_F(LocalWorkersTest, AWorkerThatDoesNotStopIsKilled) {
  options_.stop_grace = absl::Milliseconds(20);
  auto workers = Start("read line <&3", "trap '' TERM");
  const pid_t pid = PidOf(NextLine());
  workers.reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST_F(LocalWorkersTest, NoSlotsAreFine) {
  options_.slots = {};
  options_.worker_program = "/no/such/worker";
  EXPECT_TRUE(LocalWorkers::Start(options_).ok());
}

TEST_F(LocalWorkersTest, AProgramThatDoesNotExistIsAnErrorThatNamesIt) {
  options_.worker_program = "/no/such/worker";
  const auto workers = LocalWorkers::Start(options_);
  EXPECT_EQ(workers.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(workers.status().message()), HasSubstr("/no/such/worker"));
}

}  // namespace
}  // namespace palimpsest
