#include "client/display/job_text.h"

#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1769861400);

TEST(JobTextTest, AJobIsNamedByItsNumberOrItsName) {
  EXPECT_EQ(*JobNameOfArgument("17"), "jobs/17");
  EXPECT_EQ(*JobNameOfArgument("jobs/17"), "jobs/17");
  for (const char* bad : {"", "0", "-1", "x", "jobs/", "jobs/x", "workers/1", "17 ", "1e3",
                          "99999999999999999999", "jobs/jobs/1"}) {
    EXPECT_EQ(JobNameOfArgument(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
  EXPECT_EQ(JobNameOfArgument("x").status().message(),
            "JOB: expected a job like 17 or jobs/17, got \"x\"");
}

TEST(JobTextTest, AStateIsReadInAnyCase) {
  EXPECT_EQ(*ParseState("running"), v1::Job::RUNNING);
  EXPECT_EQ(*ParseState("FAILED"), v1::Job::FAILED);
  EXPECT_EQ(
      ParseState("succeded").status(),
      absl::InvalidArgumentError("--state: unknown state \"succeded\"; did you mean succeeded?"));
  EXPECT_EQ(ParseState("state_unspecified").status().code(), absl::StatusCode::kInvalidArgument);
}

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
