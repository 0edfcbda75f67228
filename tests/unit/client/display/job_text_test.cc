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

TEST(JobTextTest, ASummarySaysWhatIsComputed) {
  EXPECT_EQ(SpecSummary(QueuedJob(1).spec()), "lenet5 on fashion-mnist, overlap, 8 bits, 8 shared");
  EXPECT_EQ(SpecSummary(v1::JobSpec()), " on ");
}

TEST(JobTextTest, ASummarySaysHowAJobStandsOrEnded) {
  EXPECT_EQ(StateSummary(QueuedJob(1), kNow), "queued");
  EXPECT_EQ(StateSummary(SucceededJob(1), kNow),
            "succeeded in 3m 05s: float 91.20 %, one shot 85.00 %, final 91.01 %, 1.91x capacity");
  EXPECT_EQ(StateSummary(FailedJob(1), kNow),
            "failed after 3m 05s: crashed: the engine was killed by signal 9");
}

}  // namespace
}  // namespace palimpsest
