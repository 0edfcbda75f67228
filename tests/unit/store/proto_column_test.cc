#include "server/store/proto_column.h"

#include <limits>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/connection.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProtoColumn, AMessageIsParsed) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  absl::StatusOr<SqliteStatement> row =
      connection->Prepare("SELECT ?", Blob{SomeResult().SerializeAsString()});
  ASSERT_TRUE(*row->Step());
  v1::JobResult result;
  ASSERT_THAT(ParseColumn(*row, 0, result), IsOk());
  EXPECT_THAT(result, EqualsProto(SomeResult()));
}

TEST(ProtoColumn, AnEmptyMessageIsParsed) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  absl::StatusOr<SqliteStatement> row = connection->Prepare("SELECT ?", Blob{});
  ASSERT_TRUE(*row->Step());
  v1::JobResult result;
  EXPECT_THAT(ParseColumn(*row, 0, result), IsOk());
}

TEST(ProtoColumn, JsonHasEveryPlainFieldUnderItsProtoName) {
  v1::JobResult result;
  result.set_final_loss(std::numeric_limits<double>::quiet_NaN());
  result.set_encoded_weights(9007199254740993);  // more than a double can hold
  const absl::StatusOr<std::string> json = JsonForQueries(result);
  ASSERT_THAT(json, IsOk());
  EXPECT_THAT(*json, AllOf(HasSubstr("\"final_loss\":\"NaN\""),
                           HasSubstr("\"encoded_weights\":\"9007199254740993\""),
                           HasSubstr("\"final_accuracy\":0,")));
  EXPECT_THAT(*json, Not(HasSubstr("equal_capacity")));  // a message that is not set
}

TEST(ProtoColumn, DamageIsDataLossNamingTheType) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  absl::StatusOr<SqliteStatement> row = connection->Prepare("SELECT ?", Blob{"\xff"});
  ASSERT_TRUE(*row->Step());
  v1::JobResult result;
  EXPECT_THAT(
      ParseColumn(*row, 0, result),
      IsStatus(absl::StatusCode::kDataLoss, "palimpsest.v1.JobResult of 1 bytes is damaged"));
}

TEST(ProtoColumn, AFailureIsItsKindAndItsMessage) {
  EXPECT_EQ(FailureKind(absl::nullopt), absl::nullopt);
  EXPECT_EQ(FailureMessage(absl::nullopt), absl::nullopt);
  v1::Failure failure;
  failure.set_kind(v1::Failure::CRASHED);
  failure.set_message("signal 11");
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  absl::StatusOr<SqliteStatement> row =
      connection->Prepare("SELECT ?, ?", FailureKind(failure), FailureMessage(failure));
  ASSERT_TRUE(*row->Step());
  EXPECT_THAT(FailureColumns(*row, 0), EqualsProto(failure));
}

}  // namespace
}  // namespace palimpsest
