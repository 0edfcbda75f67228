// Events in a store: of changes of state and of workers.

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "absl/status/statusor.h"
#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_contract.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using StoreEvents = StoreContract;
PALIMPSEST_INSTANTIATE_STORE_CONTRACT(StoreEvents);

TEST_P(StoreEvents, EveryChangeOfStateIsAnEventWithTheWholeJob) {
  AddJob(*store_);
  std::vector<v1::Job> states = {GetJob(1)};
  const v1::Lease first = Start(*store_, 1);
  states.push_back(GetJob(1));
  states.push_back(
      *store_->EndAttempt(FailureOf(first, v1::Failure::LOST, "gone"), /*requeue=*/true, At(2)));
  const v1::Lease second = Start(*store_, 1, At(3));
  states.push_back(GetJob(1));
  states.push_back(*store_->RequestCancel(1, At(4)));
  states.push_back(*store_->EndAttempt(Stopped(second), /*requeue=*/false, At(5)));

  const std::vector<v1::JobEvent> events = Events(1);
  ASSERT_THAT(events, SizeIs(states.size()));
  const int attempts[] = {0, 1, 1, 2, 2, 2};
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].sequence(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(FromProto(events[i].time()), At(static_cast<int>(i)));
    EXPECT_EQ(events[i].attempt(), attempts[i]);
    EXPECT_THAT(events[i].job(), EqualsProto(states[i]));
    EXPECT_EQ(events[i].last(), i + 1 == events.size());
  }
}

TEST_P(StoreEvents, ReportedEventsReadBackWithTheirSequences) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::JobEvent timed = LogEvent("hello");
  *timed.mutable_time() = ToProto(At(7) + absl::Nanoseconds(123456789));
  timed.set_last(true);  // Not the worker's to say.
  const absl::StatusOr<AppendResult> result =
      store_->AppendEvents(Report(lease, 0,
                                  {MetricEvent("train_loss", 100, 1e-7), timed,
                                   ProgressEvent(v1::Progress::ENCODING, 0.25)}),
                           At(8));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 3);
  ASSERT_THAT(result->appended, SizeIs(3));

  const std::vector<v1::JobEvent> events = Events(1, /*after=*/2);
  ASSERT_THAT(events, SizeIs(3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(events[i], EqualsProto(result->appended[i]));
    EXPECT_EQ(events[i].sequence(), 3 + i);
    EXPECT_EQ(events[i].attempt(), 1);
    EXPECT_FALSE(events[i].last());
  }
  EXPECT_THAT(events[0].metric(), EqualsProto(MetricEvent("train_loss", 100, 1e-7).metric()));
  EXPECT_EQ(FromProto(events[0].time()), At(8));
  EXPECT_EQ(events[1].log().text(), "hello");
  EXPECT_EQ(FromProto(events[1].time()), At(7) + absl::Nanoseconds(123456789));
  EXPECT_EQ(events[2].progress().phase(), v1::Progress::ENCODING);
  EXPECT_EQ(GetJob(1).progress().fraction(), 0.25);
}

TEST_P(StoreEvents, EventsAreReadPageByPage) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(2)),
              IsOk());
  const absl::StatusOr<std::vector<v1::JobEvent>> page = store_->EventsAfter(1, 1, /*limit=*/2);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(*page, SizeIs(2));
  EXPECT_EQ((*page)[0].sequence(), 2);
  EXPECT_EQ((*page)[1].log().text(), "a");
  EXPECT_THAT(*store_->EventsAfter(1, 4, /*limit=*/2), IsEmpty());
}

TEST_P(StoreEvents, EventsThatAreStoredAlreadyAreSkippedByIndex) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(2)),
              IsOk());
  const size_t before = Events(1).size();

  absl::StatusOr<AppendResult> result =
      store_->AppendEvents(Report(lease, 0, {LogEvent("a"), LogEvent("b")}), At(3));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 2);
  EXPECT_THAT(result->appended, IsEmpty());
  EXPECT_THAT(Events(1), SizeIs(before));

  result = store_->AppendEvents(Report(lease, 1, {LogEvent("b"), LogEvent("c")}), At(3));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->stored, 3);
  ASSERT_THAT(result->appended, SizeIs(1));
  EXPECT_EQ(result->appended[0].log().text(), "c");
  EXPECT_EQ(Events(1).back().log().text(), "c");
  EXPECT_THAT(Events(1), SizeIs(before + 1));
}

TEST_P(StoreEvents, ANewAttemptCountsItsEventsFromZero) {
  AddJob(*store_);
  const v1::Lease first = Start(*store_, 1);
  ASSERT_THAT(store_->AppendEvents(Report(first, 0, {LogEvent("a")}), At(2)), IsOk());
  ASSERT_THAT(store_->EndAttempt(FailureOf(first, v1::Failure::LOST, "gone"), true, At(2)), IsOk());
  const v1::Lease second = Start(*store_, 1);
  EXPECT_EQ(store_->AppendEvents(Report(second, 0, {LogEvent("b")}), At(3))->stored, 1);
  EXPECT_EQ(Events(1).back().attempt(), 2);
}

TEST_P(StoreEvents, EventsThatLeaveAGapAreRefusedWhole) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  const auto refused = IsStatus(absl::StatusCode::kInvalidArgument, "do not join the 0");
  EXPECT_THAT(store_->AppendEvents(Report(lease, 1, {LogEvent("b")}), At(2)), refused);
  EXPECT_THAT(store_->AppendEvents(Report(lease, -1, {LogEvent("b")}), At(2)), refused);
  EXPECT_EQ(store_->AppendEvents(Report(lease, 0, {}), At(2))->stored, 0);
}

TEST_P(StoreEvents, AWorkerCannotReportAJobOrNothing) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::JobEvent job;
  job.mutable_job()->set_state(v1::Job::SUCCEEDED);
  for (const v1::JobEvent& event : {job, v1::JobEvent()}) {
    EXPECT_THAT(store_->AppendEvents(Report(lease, 0, {LogEvent("a"), event}), At(2)),
                IsStatus(absl::StatusCode::kInvalidArgument, "progress, metrics and log lines"));
  }
  EXPECT_THAT(Events(1), SizeIs(2));
}

TEST_P(StoreEvents, DoublesAreKeptBitByBit) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values = {1e-7,
                                      0.1 + 0.2,
                                      1.0 / 3,
                                      3.0,
                                      0.0,
                                      Limits::min(),
                                      Limits::denorm_min(),
                                      Limits::max(),
                                      Limits::infinity(),
                                      -Limits::infinity()};
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  std::vector<v1::JobEvent> metrics;
  for (const double value : values) metrics.push_back(MetricEvent("test_loss", 1, value));
  metrics.push_back(MetricEvent("test_loss", 1, Limits::quiet_NaN()));
  ASSERT_THAT(store_->AppendEvents(Report(lease, 0, metrics), At(2)), IsOk());
  const std::vector<v1::JobEvent> events = Events(1, /*after=*/2);
  ASSERT_THAT(events, SizeIs(values.size() + 1));
  for (size_t i = 0; i < values.size(); ++i) {
    const double stored = events[i].metric().value();
    EXPECT_EQ(std::memcmp(&stored, &values[i], sizeof stored), 0) << values[i];
  }
  EXPECT_TRUE(std::isnan(events.back().metric().value()));
}

}  // namespace
}  // namespace palimpsest
