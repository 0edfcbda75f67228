#include "server/store/result_table.h"

#include "absl/strings/str_cat.h"
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

TEST_F(ResultTable, AnyFieldOfAResultCanBeQueried) {
  const v1::JobResult result = SomeResult();
  ASSERT_THAT(InsertResult(*connection_, attempt_, result), IsOk());
  absl::StatusOr<SqliteStatement> row = connection_->Prepare(
      "SELECT json_extract(result_json, '$.float_accuracy'), "
      "json_extract(result_json, '$.plain_accuracy'), "
      "json_extract(result_json, '$.one_shot_accuracy'), "
      "json_extract(result_json, '$.capacity_factor'), "
      "json_extract(result_json, '$.final_loss'), "
      "json_extract(result_json, '$.layers[0].name') FROM results");
  ASSERT_TRUE(*row->Step());
  EXPECT_EQ(row->Double(0), result.float_accuracy());
  EXPECT_EQ(row->Double(1), result.plain_accuracy());
  EXPECT_EQ(row->Double(2), result.one_shot_accuracy());
  EXPECT_EQ(row->Double(3), result.capacity_factor());
  // A field that nobody set is a 0 there, as it is in the message.
  EXPECT_FALSE(row->IsNull(4));
  EXPECT_EQ(row->Bytes(5), "conv1.weight");
}

TEST_F(ResultTable, ResultsAreFoundByAccuracyAndCapacity) {
  for (const char* const figure : {"final_accuracy", "capacity_factor"}) {
    EXPECT_THAT(
        QueryPlan(*connection_, absl::StrCat("SELECT job_id FROM results WHERE "
                                             "json_extract(result_json, '$.",
                                             figure, "') > 0.9 ORDER BY json_extract(result_json, ",
                                             "'$.", figure, "') DESC")),
        ::testing::ElementsAre(::testing::StartsWith("SEARCH results USING INDEX")));
  }
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
