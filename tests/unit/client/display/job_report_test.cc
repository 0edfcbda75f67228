#include "client/display/job_report.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Render(const v1::Job& job) {
  return RenderJob(job, absl::FromUnixSeconds(1769861400), absl::UTCTimeZone());
}

TEST(JobReportTest, TheTextOfALineHasAColumnOfItsOwn) {
  EXPECT_EQ(ReportLine("seed", "1"), "seed        1\n");
  EXPECT_EQ(ReportLine("jobs/17", ""), "jobs/17\n");
  EXPECT_EQ(ReportLine("name", "a\nb"), "name        a\\nb\n");
}

TEST(JobReportTest, AQueuedJobShowsItsSpecAndNothingThatItLacks) {
  const std::string text = Render(QueuedJob(17));
  EXPECT_THAT(text, StartsWith("jobs/17     first light\n"
                               "state       queued\n"
                               "time        waited 10m 00s\n"
                               "submitted   2026-01-31 12:00:00 by ada\n"
                               "model       lenet5\n"));
  EXPECT_THAT(text, Not(HasSubstr("ATTEMPT")));
  EXPECT_THAT(text, Not(HasSubstr("ACCURACY")));
}

TEST(JobReportTest, AQueuedJobSaysWhatItWaitsFor) {
  v1::Job job = QueuedJob(17);
  EXPECT_THAT(Render(job), Not(HasSubstr("waits for")));
  job.set_waiting_for("a worker of kind cuda: none is connected");
  EXPECT_THAT(Render(job), HasSubstr("\nwaits for   a worker of kind cuda: none is connected\n"));
}

TEST(JobReportTest, RunTimeIsToldApartFromWaitingTime) {
  EXPECT_THAT(Render(SucceededJob(17)), HasSubstr("\ntime        ran 3m 00s, waited 5.0s\n"));
  v1::Job job = FailedJob(17);
  *job.add_attempts() = job.attempts(0);
  EXPECT_THAT(Render(job), HasSubstr("\ntime        ran 6m 00s, waited 0s, in 2 attempts\n"));
}

TEST(JobReportTest, ARunningJobShowsProgressAndAttempt) {
  const std::string text = Render(RunningJob(17));
  EXPECT_THAT(text, HasSubstr("progress    training 34 %, 1m 10s left\n"));
  EXPECT_THAT(text,
              HasSubstr("jobs/17/attempts/1  running  workers/3  2026-01-31 12:00:05  9m 55s"));
}

TEST(JobReportTest, AFailedAttemptSaysWhy) {
  const std::string text = Render(FailedJob(17));
  EXPECT_THAT(text, HasSubstr("failed after 3m 00s: crashed: the engine was killed by signal 9\n"));
  EXPECT_THAT(text, HasSubstr("3m 00s  crashed: the engine was killed by signal 9\n"));
}

TEST(JobReportTest, AResultIsShownBelow) {
  EXPECT_THAT(Render(SucceededJob(17)), HasSubstr("\nconv1.weight      150"));
}

TEST(JobReportTest, AHostileNameCannotCommandTheTerminal) {
  v1::Job job = QueuedJob(17);
  job.mutable_spec()->set_display_name("\x1b[2J");
  job.set_user("\x1b[2J");
  EXPECT_THAT(Render(job), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace palimpsest
