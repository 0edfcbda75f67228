#include "server/store/event_table.h"

#include <vector>

#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/tables_test_base.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using EventTable = TablesTest;

TEST_F(EventTable, SequencesCountWithinEachJob) {
  InsertQueuedJob();
  InsertQueuedJob();
  std::vector<v1::JobEvent> events = {LogEvent("a"), MetricEvent("train_loss", 1, 0.5)};
  ASSERT_THAT(InsertEvents(*connection_, 1, events), IsOk());
  EXPECT_EQ(events[0].sequence(), 1);
  EXPECT_EQ(events[1].sequence(), 2);
  ASSERT_THAT(InsertEvents(*connection_, 1, events), IsOk());
  EXPECT_EQ(events[1].sequence(), 4);
  ASSERT_THAT(InsertEvents(*connection_, 2, events), IsOk());
  EXPECT_EQ(events[0].sequence(), 1);
}

TEST_F(EventTable, EventsReadBackAsTheyWereInserted) {
  InsertQueuedJob();
  std::vector<v1::JobEvent> events = {LogEvent("a"), MetricEvent("", 0, 0),
                                      ProgressEvent(v1::Progress::LOADING, 0)};
  for (v1::JobEvent& event : events) {
    event.set_attempt(3);
    *event.mutable_time() = ToProto(At(1) + absl::Nanoseconds(7));
  }
  events[2].set_last(true);
  ASSERT_THAT(InsertEvents(*connection_, 1, events), IsOk());
  const std::vector<v1::JobEvent> stored = *EventsAfter(*connection_, 1, 0, /*limit=*/10);
  ASSERT_THAT(stored, SizeIs(3));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(stored[i], EqualsProto(events[i]));
  EXPECT_THAT(*EventsAfter(*connection_, 1, 1, /*limit=*/1), SizeIs(1));
  EXPECT_THAT(*EventsAfter(*connection_, 2, 0, /*limit=*/10), IsEmpty());
}

TEST_F(EventTable, MetricsAreColumnsForOtherTools) {
  InsertQueuedJob();
  std::vector<v1::JobEvent> events = {MetricEvent("test_accuracy", 300, 0.25)};
  ASSERT_THAT(InsertEvents(*connection_, 1, events), IsOk());
  absl::StatusOr<SqliteStatement> row = connection_->Prepare(
      "SELECT metric_name, metric_phase, metric_step, metric_value, payload FROM events");
  ASSERT_TRUE(*row->Step());
  EXPECT_EQ(row->Bytes(0), "test_accuracy");
  EXPECT_EQ(row->Int64(1), v1::Progress::TRAINING);
  EXPECT_EQ(row->Int64(2), 300);
  EXPECT_EQ(row->Double(3), 0.25);
  EXPECT_TRUE(row->IsNull(4));
}

TEST_F(EventTable, AMissingJobHasNoEvents) {
  std::vector<v1::JobEvent> events = {LogEvent("a")};
  EXPECT_THAT(InsertEvents(*connection_, 7, events),
              IsStatus(absl::StatusCode::kNotFound, "there is no jobs/7"));
}

TEST_F(EventTable, ADamagedEventIsDataLoss) {
  InsertQueuedJob();
  std::vector<v1::JobEvent> events = {LogEvent("a")};
  ASSERT_THAT(InsertEvents(*connection_, 1, events), IsOk());
  ASSERT_THAT(connection_->Run("UPDATE events SET payload = ?", Blob{"\xff"}), IsOk());
  EXPECT_THAT(EventsAfter(*connection_, 1, 0, 10),
              IsStatus(absl::StatusCode::kDataLoss, "palimpsest.v1.JobEvent"));
}

}  // namespace
}  // namespace palimpsest
