#include "common/process/child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/process/poll.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe MakePipe() {
  int fds[2];
  EXPECT_EQ(pipe2(fds, O_CLOEXEC), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

std::string ReadAll(int fd) {
  std::string all;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) != 0;) {
    if (n < 0 && errno != EINTR) break;
    if (n > 0) all.append(buffer, static_cast<size_t>(n));
  }
  return all;
}

ChildProcessOptions Shell(const std::string& script) {
  ChildProcessOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", script};
  return options;
}

std::unique_ptr<ChildProcess> Start(const ChildProcessOptions& options) {
  auto child = ChildProcess::Start(options);
  EXPECT_TRUE(child.ok()) << child.status();
  return *std::move(child);
}

// What a shell script writes on its descriptor 3.
std::string OutputOf(ChildProcessOptions options) {
  Pipe pipe = MakePipe();
  options.inherited_fds = {pipe.write_end.get()};
  auto child = Start(options);
  pipe.write_end.reset();
  return ReadAll(pipe.read_end.get());
}

TEST(ChildProcessTest, TellsTheExitStatus) {
  const auto end = Start(Shell("exit 3"))->Wait(absl::InfiniteDuration());
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->by_signal);
  EXPECT_EQ(end->code, 3);
  EXPECT_FALSE(end->succeeded());
  EXPECT_EQ(Describe(*end), "exited with status 3");
}

TEST(ChildProcessTest, TellsTheSignalThatKilledIt) {
  const auto end = Start(Shell("kill -9 $$"))->Wait(absl::InfiniteDuration());
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->by_signal);
  EXPECT_EQ(end->code, SIGKILL);
  EXPECT_EQ(Describe(*end), "was killed by signal 9 (Killed)");
}

TEST(ChildProcessTest, SuccessIsExitStatusZero) {
  const auto end = Start(Shell("exit 0"))->Wait(absl::InfiniteDuration());
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->succeeded());
}

TEST(ChildProcessTest, WaitingTwiceTellsTheSameEnd) {
  auto child = Start(Shell("exit 7"));
  EXPECT_EQ(child->Wait(absl::InfiniteDuration())->code, 7);
  EXPECT_EQ(child->Wait(absl::ZeroDuration())->code, 7);
}

TEST(ChildProcessTest, WaitReturnsNothingWhileTheProcessRuns) {
  Pipe pipe = MakePipe();
  ChildProcessOptions options = Shell("exec cat <&3");
  options.inherited_fds = {pipe.read_end.get()};
  auto child = Start(options);
  EXPECT_FALSE(child->Wait(absl::ZeroDuration()).has_value());
}

TEST(ChildProcessTest, MissingProgramIsAnErrorThatNamesIt) {
  ChildProcessOptions options;
  options.program = "/no/such/program";
  const auto child = ChildProcess::Start(options);
  EXPECT_EQ(child.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(child.status().message()), HasSubstr("start /no/such/program"));
}

TEST(ChildProcessTest, ADescriptorThatIsNotOpenIsAnError) {
  Pipe pipe = MakePipe();
  const int closed = pipe.read_end.get();
  pipe.read_end.reset();
  ChildProcessOptions options = Shell("exit 0");
  options.inherited_fds = {closed};
  EXPECT_THAT(std::string(ChildProcess::Start(options).status().message()),
              HasSubstr(absl::StrCat("descriptor ", closed)));
}

TEST(ChildProcessTest, InheritedDescriptorsAreNumberedFromThreeInOrder) {
  Pipe first = MakePipe();
  Pipe second = MakePipe();
  ChildProcessOptions options = Shell("echo one >&3; echo two >&4");
  options.inherited_fds = {second.write_end.get(), first.write_end.get()};
  auto child = Start(options);
  first.write_end.reset();
  second.write_end.reset();
  EXPECT_EQ(ReadAll(second.read_end.get()), "one\n");
  EXPECT_EQ(ReadAll(first.read_end.get()), "two\n");
}

TEST(ChildProcessTest, ASourceInAnotherOnesPlaceIsNotOverwritten) {
  Pipe low = MakePipe();
  Pipe high = MakePipe();
  // The second of two: its place in the child is the descriptor that `low` has here.
  const int place = low.write_end.get();
  std::vector<int> fds(static_cast<size_t>(place - 3), high.write_end.get());
  fds.push_back(high.write_end.get());
  fds.push_back(low.write_end.get());
  ChildProcessOptions options =
      Shell(absl::StrCat("echo high >&", place, "; echo low >&", place + 1));
  options.inherited_fds = fds;
  auto child = Start(options);
  low.write_end.reset();
  high.write_end.reset();
  EXPECT_EQ(ReadAll(high.read_end.get()), "high\n");
  EXPECT_EQ(ReadAll(low.read_end.get()), "low\n");
}

TEST(ChildProcessTest, NoOtherDescriptorIsInheritedEvenWithoutCloseOnExec) {
  int fds[2];
  ASSERT_EQ(pipe2(fds, /*flags=*/0), 0);
  const UniqueFd read_end(fds[0]);
  const UniqueFd write_end(fds[1]);
  // The shell looks by itself: a pipeline would show descriptors of its own.
  EXPECT_EQ(OutputOf(Shell("i=0; while [ $i -lt 200 ]; do "
                           "[ -e /proc/$$/fd/$i ] && echo $i >&3; i=$((i+1)); done")),
            "0\n1\n2\n3\n");
}

TEST(ChildProcessTest, StandardInputIsEmpty) { EXPECT_EQ(OutputOf(Shell("cat >&3")), ""); }

TEST(ChildProcessTest, EnvironmentIsAddedToAndReplaced) {
  setenv("PALIMPSEST_TEST_KEPT", "kept", /*overwrite=*/1);
  setenv("PALIMPSEST_TEST_REPLACED", "old", /*overwrite=*/1);
  ChildProcessOptions options =
      Shell("echo $PALIMPSEST_TEST_KEPT $PALIMPSEST_TEST_REPLACED $PALIMPSEST_TEST_ADDED >&3");
  options.environment = {{"PALIMPSEST_TEST_REPLACED", "new"}, {"PALIMPSEST_TEST_ADDED", "added"}};
  EXPECT_EQ(OutputOf(options), "kept new added\n");
}

TEST(ChildProcessTest, OwnProcessGroupIsAChoice) {
  ChildProcessOptions options = Shell("exec cat <&3");
  Pipe pipe = MakePipe();
  options.inherited_fds = {pipe.read_end.get()};
  auto alone = Start(options);
  EXPECT_EQ(getpgid(alone->pid()), alone->pid());
  options.own_process_group = false;
  auto together = Start(options);
  EXPECT_EQ(getpgid(together->pid()), getpgrp());
}

TEST(ChildProcessTest, BlockedSignalsAreUnblockedInTheChild) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
  Pipe pipe = MakePipe();
  ChildProcessOptions options = Shell("exec cat <&3");
  options.inherited_fds = {pipe.read_end.get()};
  const ProcessEnd end = Start(options)->Terminate(absl::InfiniteDuration());
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, &before, nullptr), 0);
  EXPECT_EQ(Describe(end), "was killed by signal 15 (Terminated)");
}

TEST(ChildProcessTest, TerminateKillsAProcessThatIgnoresSigterm) {
  Pipe ready = MakePipe();
  ChildProcessOptions options = Shell("trap '' TERM; echo >&3; exec sleep 60");
  options.inherited_fds = {ready.write_end.get()};
  auto child = Start(options);
  char byte;
  ASSERT_EQ(read(ready.read_end.get(), &byte, 1), 1);
  const ProcessEnd end = child->Terminate(absl::Milliseconds(20));
  EXPECT_TRUE(end.by_signal);
  EXPECT_EQ(end.code, SIGKILL);
}

TEST(ChildProcessTest, TheEndDescriptorBecomesReadable) {
  auto child = Start(Shell("exit 0"));
  pollfd ended = {child->end_fd(), POLLIN, 0};
  EXPECT_TRUE(PollUntil(absl::MakeSpan(&ended, 1), SteadyTime::InfiniteFuture()));
  EXPECT_EQ(child->Wait(absl::ZeroDuration())->code, 0);
}

TEST(ChildProcessTest, DestructionKillsAndReaps) {
  Pipe pipe = MakePipe();
  ChildProcessOptions options = Shell("exec cat <&3");
  options.inherited_fds = {pipe.read_end.get()};
  auto child = Start(options);
  const pid_t pid = child->pid();
  child.reset();
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(ChildProcessTest, SignallingAnEndedProcessDoesNothing) {
  auto child = Start(Shell("exit 0"));
  child->Wait(absl::InfiniteDuration());
  child->Signal(SIGKILL);
  EXPECT_TRUE(child->Wait(absl::ZeroDuration())->succeeded());
}

}  // namespace
}  // namespace palimpsest
