#include "server/store/proto_column.h"

#include <memory>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/connection.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

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
