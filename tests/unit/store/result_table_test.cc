#include "server/store/result_table.h"

#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/attempt_table.h"
#include "tests/unit/store/tables_test_base.h"

namespace palimpsest {
namespace {

class ResultTable : public TablesTest {
 protected:
  ResultTable() {
    attempt_ = InsertAttempt(*connection_, InsertQueuedJob(), "workers/1", At(0))->name;
  }

  AttemptName attempt_;
};

TEST_F(ResultTable, AResultReadsBackBitByBit) {
  EXPECT_EQ(*ReadResult(*connection_, 1), absl::nullopt);
  ASSERT_THAT(InsertResult(*connection_, attempt_, SomeResult()), IsOk());
  EXPECT_THAT(**ReadResult(*connection_, 1), EqualsProto(SomeResult()));
}

TEST_F(ResultTable, MainFiguresAreColumnsForOtherTools) {
  const v1::JobResult result = SomeResult();
  ASSERT_THAT(InsertResult(*connection_, attempt_, result), IsOk());
  absl::StatusOr<SqliteStatement> row = connection_->Prepare(
      "SELECT attempt, float_accuracy, plain_accuracy, one_shot_accuracy, final_accuracy, "
      "cells_per_weight, capacity_factor FROM results");
  ASSERT_TRUE(*row->Step());
  EXPECT_EQ(row->Int64(0), 1);
  EXPECT_EQ(row->Double(1), result.float_accuracy());
  EXPECT_EQ(row->Double(2), result.plain_accuracy());
  EXPECT_EQ(row->Double(3), result.one_shot_accuracy());
  EXPECT_EQ(row->Double(4), result.final_accuracy());
  EXPECT_EQ(row->Double(5), result.cells_per_weight());
  EXPECT_EQ(row->Double(6), result.capacity_factor());
}

TEST_F(ResultTable, AJobHasOneResult) {
  ASSERT_THAT(InsertResult(*connection_, attempt_, SomeResult()), IsOk());
  EXPECT_THAT(InsertResult(*connection_, attempt_, SomeResult()),
              IsStatus(absl::StatusCode::kInternal, "UNIQUE constraint failed"));
}

TEST_F(ResultTable, AResultNeedsAnAttempt) {
  EXPECT_THAT(InsertResult(*connection_, {/*job=*/1, /*attempt=*/2}, SomeResult()),
              IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY constraint failed"));
}

}  // namespace
}  // namespace palimpsest
