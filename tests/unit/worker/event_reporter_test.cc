#include "server/worker/event_reporter.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_workers_server.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::JobEvent Metric(int64_t step) {
  v1::JobEvent event;
  event.mutable_metric()->set_step(step);
  return event;
}

v1::JobEvent Progress(double fraction) {
  v1::JobEvent event;
  event.mutable_progress()->set_fraction(fraction);
  return event;
}

v1::JobEvent Log(const std::string& text) {
  v1::JobEvent event;
  event.mutable_log()->set_text(text);
  return event;
}

class EventReporterTest : public ::testing::Test {
 protected:
  EventReporterTest() : client_(MakeWorkerChannel(server_.address())) {
    lease_.set_attempt(server_.Enqueue("unused"));
    lease_.set_fencing_number(1);
    options_.interval = absl::Milliseconds(5);
    options_.backoff.initial = absl::Milliseconds(5);
    options_.backoff.max = absl::Milliseconds(20);
  }

  std::vector<v1::JobEvent> Stored() { return server_.attempt(lease_.attempt()).events; }

  FakeWorkersServer server_;
  WorkersClient client_;
  v1::Lease lease_;
  AttemptControl control_;
  EventReporterOptions options_;
};

TEST_F(EventReporterTest, StoresEventsInOrderWithTheirTime) {
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 100; ++i) reporter.Add(Metric(i));
  ASSERT_TRUE(reporter.Flush());
  const auto events = Stored();
  ASSERT_EQ(events.size(), 100u);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(events[i].metric().step(), i);
    EXPECT_GT(events[i].time().seconds(), 0);
  }
}

TEST_F(EventReporterTest, SendsWithoutAFlush) {
  EventReporter reporter(client_, lease_, control_, options_);
  reporter.Add(Metric(1));
  EXPECT_TRUE(server_.WaitUntil(lease_.attempt(), [](const FakeWorkersServer::Attempt& attempt) {
    return attempt.events.size() == 1;
  }));
}

TEST_F(EventReporterTest, AnEmptyFlushMakesNoCall) {
  EventReporter reporter(client_, lease_, control_, options_);
  EXPECT_TRUE(reporter.Flush());
  EXPECT_EQ(server_.calls("ReportEvents"), 0);
}

TEST_F(EventReporterTest, GathersEventsIntoBatches) {
  options_.interval = absl::Hours(1);
  options_.max_batch_events = 50;
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 200; ++i) reporter.Add(Metric(i));
  ASSERT_TRUE(reporter.Flush());
  EXPECT_EQ(Stored().size(), 200u);
  EXPECT_EQ(server_.calls("ReportEvents"), 4);
}

TEST_F(EventReporterTest, ABatchHasNoMoreBytesThanFitIntoAMessage) {
  options_.max_batch_bytes = 1000;
  options_.interval = absl::Hours(1);
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 4; ++i) reporter.Add(Log(std::string(600, 'x')));
  ASSERT_TRUE(reporter.Flush());
  EXPECT_EQ(Stored().size(), 4u);
  EXPECT_EQ(server_.calls("ReportEvents"), 4);
}

TEST_F(EventReporterTest, OfWaitingProgressOnlyTheLatestIsSent) {
  options_.interval = absl::Hours(1);
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 10; ++i) reporter.Add(Progress(i / 10.0));
  ASSERT_TRUE(reporter.Flush());
  ASSERT_EQ(Stored().size(), 1u);
  EXPECT_EQ(Stored()[0].progress().fraction(), 0.9);
}

TEST_F(EventReporterTest, ABatchWhoseAnswerIsLostIsStoredOnce) {
  server_.Fail("ReportEvents", grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"), /*times=*/9,
               /*after_work=*/true);
  EventReporter reporter(client_, lease_, control_, options_);
  reporter.Add(Metric(1));
  ASSERT_TRUE(reporter.Flush());
  reporter.Add(Metric(2));
  ASSERT_TRUE(reporter.Flush());
  ASSERT_EQ(Stored().size(), 2u);
  EXPECT_EQ(Stored()[1].metric().step(), 2);
}

TEST_F(EventReporterTest, EventsOfATimeWithoutAServerAreDeliveredAfterwards) {
  server_.Stop();
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 1000; ++i) {
    reporter.Add(Metric(i));
    reporter.Add(Progress(i / 1000.0));
  }
  server_.Start();
  ASSERT_TRUE(reporter.Flush());
  int64_t next_step = 0;
  for (const v1::JobEvent& event : Stored()) {
    if (!event.has_metric()) continue;
    EXPECT_EQ(event.metric().step(), next_step++);
  }
  EXPECT_EQ(next_step, 1000);
}

TEST_F(EventReporterTest, WhatIsTooMuchToKeepIsCountedAndReported) {
  options_.max_pending_events = 10;
  options_.interval = absl::Hours(1);
  EventReporter reporter(client_, lease_, control_, options_);
  for (int i = 0; i < 25; ++i) reporter.Add(Metric(i));
  ASSERT_TRUE(reporter.Flush());
  const auto events = Stored();
  ASSERT_EQ(events.size(), 11u);
  EXPECT_EQ(events[9].metric().step(), 9);
  EXPECT_EQ(events[10].log().severity(), v1::LogLine::WARNING);
  EXPECT_THAT(events[10].log().text(), StartsWith("15 metrics and log lines were left out"));
}

TEST_F(EventReporterTest, ALongLogLineIsCutBetweenCharacters) {
  options_.max_log_bytes = 10;
  EventReporter reporter(client_, lease_, control_, options_);
  // The tenth byte lies within the two-byte e with an accent.
  reporter.Add(Log("123456789\xc3\xa9 and more"));
  ASSERT_TRUE(reporter.Flush());
  EXPECT_EQ(Stored()[0].log().text(), "123456789 ... (cut; 20 bytes in all)");
}

TEST_F(EventReporterTest, WhatAnEngineMayNotReportIsIgnored) {
  EventReporter reporter(client_, lease_, control_, options_);
  v1::JobEvent event;
  event.mutable_job()->set_name("jobs/1");
  reporter.Add(event);
  EXPECT_TRUE(reporter.Flush());
  EXPECT_TRUE(Stored().empty());
}

TEST_F(EventReporterTest, ALostLeaseEndsTheReport) {
  server_.TakeAway(lease_.attempt());
  EventReporter reporter(client_, lease_, control_, options_);
  reporter.Add(Metric(1));
  EXPECT_FALSE(reporter.Flush());
  EXPECT_TRUE(control_.requests().lost);
}

TEST_F(EventReporterTest, ARefusalFailsTheAttemptWithTheServersReason) {
  server_.Fail("ReportEvents", grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full"),
               /*times=*/1);
  EventReporter reporter(client_, lease_, control_, options_);
  reporter.Add(Metric(1));
  EXPECT_FALSE(reporter.Flush());
  ASSERT_TRUE(control_.requests().failure.has_value());
  EXPECT_EQ(control_.requests().failure->kind(), v1::Failure::NO_SPACE);
  EXPECT_THAT(control_.requests().failure->message(), HasSubstr("disk full"));
}

TEST_F(EventReporterTest, AStopEndsAFlushWithoutAServer) {
  server_.Stop();
  EventReporter reporter(client_, lease_, control_, options_);
  reporter.Add(Metric(1));
  control_.Stop();
  EXPECT_FALSE(reporter.Flush());
  server_.Start();
}

TEST_F(EventReporterTest, DestructionDropsWhatWaits) {
  options_.interval = absl::Hours(1);
  { EventReporter(client_, lease_, control_, options_).Add(Metric(1)); }
  EXPECT_EQ(server_.calls("ReportEvents"), 0);
}

}  // namespace
}  // namespace palimpsest
