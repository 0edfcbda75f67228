#include "client/display/job_text.h"

#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1769861400);

TEST(JobTextTest, NamesOfEnumsAreLowerCase) {
  EXPECT_EQ(StateText(v1::Job::CANCELLING), "cancelling");
  EXPECT_EQ(PhaseText(v1::Progress::RETRAINING), "retraining");
  EXPECT_EQ(PhaseText(v1::Progress::PHASE_UNSPECIFIED), "");
  EXPECT_EQ(FailureText(FailedJob(1).failure()), "crashed: the engine was killed by signal 9");
}

TEST(JobTextTest, AJobLastsFromCreationToItsEndOrToNow) {
  EXPECT_EQ(JobDuration(SucceededJob(1), kNow), absl::Seconds(185));
  EXPECT_EQ(JobDuration(RunningJob(1), kNow), absl::Seconds(600));
}

TEST(JobTextTest, RunTimeIsThatOfAllAttemptsAndTheRestIsWaiting) {
  EXPECT_EQ(RunTime(QueuedJob(1), kNow), absl::ZeroDuration());
  EXPECT_EQ(WaitingTime(QueuedJob(1), kNow), absl::Seconds(600));
  EXPECT_EQ(RunTime(RunningJob(1), kNow), absl::Seconds(595));
  EXPECT_EQ(WaitingTime(RunningJob(1), kNow), absl::Seconds(5));
  v1::Job retried = FailedJob(1);
  v1::Attempt& second = *retried.add_attempts();
  second.mutable_start_time()->set_seconds(retried.end_time().seconds() + 10);
  second.mutable_end_time()->set_seconds(retried.end_time().seconds() + 40);
  *retried.mutable_end_time() = second.end_time();
  EXPECT_EQ(RunTime(retried, kNow), absl::Seconds(180 + 30));
  EXPECT_EQ(WaitingTime(retried, kNow), absl::Seconds(5 + 10));
}

TEST(JobTextTest, ASummarySaysWhatIsComputed) {
  EXPECT_EQ(SpecSummary(QueuedJob(1).spec()), "lenet5 on fashion-mnist, overlap, 8 bits, 8 shared");
  EXPECT_EQ(SpecSummary(v1::JobSpec()), " on ");
}

TEST(JobTextTest, ASummarySaysHowAJobStandsOrEnded) {
  EXPECT_EQ(StateSummary(QueuedJob(1), kNow), "queued");
  EXPECT_EQ(StateSummary(SucceededJob(1), kNow),
            "succeeded in 3m 00s: float 91.20 %, one shot 85.00 %, final 91.01 %, 1.91x capacity");
  EXPECT_EQ(StateSummary(FailedJob(1), kNow),
            "failed after 3m 00s: crashed: the engine was killed by signal 9");
  v1::Job cancelled = QueuedJob(1);
  cancelled.set_state(v1::Job::CANCELLED);
  EXPECT_EQ(StateSummary(cancelled, kNow), "cancelled before it ran");
}

}  // namespace
}  // namespace palimpsest
