#include "client/display/event_lines.h"

#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

v1::JobEvent JobEventOf(const v1::Job& job) {
  v1::JobEvent event;
  *event.mutable_job() = job;
  return event;
}

TEST(EventLinesTest, AChangeOfStateIsALineAndItsRepetitionIsNot) {
  EventLines lines;
  EXPECT_EQ(lines.Line(JobEventOf(QueuedJob(1))), "") << "the beginning of a watch tells it";
  EXPECT_EQ(lines.Line(JobEventOf(RunningJob(1))), "running: attempt 1 on workers/3");
  EXPECT_EQ(lines.Line(JobEventOf(RunningJob(1))), "");
  v1::Job cancelling = RunningJob(1);
  cancelling.set_state(v1::Job::CANCELLING);
  EXPECT_EQ(lines.Line(JobEventOf(cancelling)), "cancelling");
}

TEST(EventLinesTest, AFailedAttemptThatIsRetriedSaysWhy) {
  EventLines lines;
  v1::Job job = FailedJob(1);
  job.set_state(v1::Job::QUEUED);
  EXPECT_EQ(lines.Line(JobEventOf(job)),
            "queued again: attempt 1 crashed: the engine was killed by signal 9");
}

TEST(EventLinesTest, TheEndIsLeftToOthers) {
  EventLines lines;
  EXPECT_EQ(lines.Line(JobEventOf(SucceededJob(1))), "");
  EXPECT_EQ(lines.Line(JobEventOf(FailedJob(2))), "");
}

TEST(EventLinesTest, TestMetricsAreLinesAndTrainingMetricsAreNot) {
  EventLines lines;
  EXPECT_EQ(
      lines.Line(Event("metric { name: 'test_accuracy' phase: RETRAINING step: 900 value: 0.91 }")),
      "test_accuracy 0.9100 at step 900 (retraining)");
  EXPECT_EQ(lines.Line(Event("metric { name: 'train_loss' step: 900 value: 0.3 }")), "");
}

TEST(EventLinesTest, LogLinesCarryTheirSeverityFromWarningsOnAndAreMadePrintable) {
  EventLines lines;
  EXPECT_EQ(lines.Line(Event("log { severity: INFO text: 'hello' }")), "hello");
  EXPECT_EQ(lines.Line(Event("log { severity: WARNING text: 'a\\033[2Jb' }")),
            "warning: a\\x1b[2Jb");
}

TEST(EventLinesTest, ProgressIsNoLine) {
  EventLines lines;
  EXPECT_EQ(lines.Line(Event("progress { phase: TRAINING }")), "");
  EXPECT_EQ(lines.Line(v1::JobEvent()), "");
}

}  // namespace
}  // namespace palimpsest
