#include "server/worker/warm_engine.h"

#include <signal.h>
#include <sys/wait.h>

#include "gtest/gtest.h"
#include "test_paths.h"

namespace palimpsest {
namespace {

class WarmEngineTest : public ::testing::Test {
 protected:
  WarmEngineTest() : engine_(Options(PALIMPSEST_FAKE_ENGINE), /*jobs_per_engine=*/2) {}

  static EngineOptions Options(const std::string& program) {
    EngineOptions options;
    options.program = program;
    return options;
  }

  pid_t Pid() {
    const auto engine = engine_.Get(interrupt_);
    EXPECT_TRUE(engine.ok()) << engine.status();
    return (*engine)->pid();
  }

  WakeUp interrupt_;
  WarmEngine engine_;
};

TEST_F(WarmEngineTest, StaysBetweenJobs) {
  const pid_t first = Pid();
  engine_.NoteJob();
  EXPECT_EQ(Pid(), first);
}

TEST_F(WarmEngineTest, IsReplacedAfterItsNumberOfJobs) {
  const pid_t first = Pid();
  engine_.NoteJob();
  engine_.NoteJob();
  const pid_t second = Pid();
  EXPECT_NE(second, first);
  engine_.NoteJob();
  EXPECT_EQ(Pid(), second);
}

TEST_F(WarmEngineTest, IsReplacedAfterADeath) {
  auto engine = engine_.Get(interrupt_);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const pid_t first = (*engine)->pid();
  ASSERT_EQ(kill(first, SIGKILL), 0);
  siginfo_t info;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(first), &info, WEXITED | WNOWAIT), 0);
  EXPECT_NE(Pid(), first);
}

TEST_F(WarmEngineTest, IsEndedByDiscard) {
  const pid_t first = Pid();
  engine_.Discard();
  EXPECT_EQ(kill(first, 0), -1);
  engine_.Discard();
}

TEST_F(WarmEngineTest, AProgramThatDoesNotStartIsAnError) {
  WarmEngine engine(Options("/no/such/engine"), /*jobs_per_engine=*/2);
  EXPECT_EQ(engine.Get(interrupt_).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest
