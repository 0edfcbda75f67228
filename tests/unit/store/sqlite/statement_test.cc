#include "server/store/sqlite/statement.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/connection.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

class SqliteStatementTest : public ::testing::Test {
 protected:
  // A row with `value` and its SQL type.
  template <typename Value>
  SqliteStatement RowOf(const Value& value) {
    absl::StatusOr<SqliteStatement> row = connection_->Prepare("SELECT ?1, typeof(?1)", value);
    EXPECT_THAT(row, IsOk());
    EXPECT_TRUE(*row->Step());
    return *std::move(row);
  }

  std::unique_ptr<SqliteConnection> connection_ = OpenConnection(":memory:");
};

TEST_F(SqliteStatementTest, IntegersKeepAll64Bits) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  const SqliteStatement row = RowOf(least);
  EXPECT_EQ(row.Int64(0), least);
  EXPECT_EQ(row.Bytes(1), "integer");
  EXPECT_EQ(RowOf(-7).Int64(0), -7);
}

TEST_F(SqliteStatementTest, DoublesAreBoundAsDoubles) {
  const SqliteStatement row = RowOf(1e-7);
  EXPECT_EQ(row.Double(0), 1e-7);
  EXPECT_EQ(row.Bytes(1), "real");
}

TEST_F(SqliteStatementTest, ANanIsKeptAsNull) {
  const SqliteStatement row = RowOf(std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(row.IsNull(0));
  EXPECT_TRUE(std::isnan(row.Double(0)));
}

TEST_F(SqliteStatementTest, MinusZeroIsStoredAsZero) {
  ASSERT_THAT(connection_->Execute("CREATE TABLE t (a REAL) STRICT"), IsOk());
  ASSERT_THAT(connection_->Run("INSERT INTO t (a) VALUES (?)", -0.0), IsOk());
  absl::StatusOr<SqliteStatement> row = connection_->Prepare("SELECT a FROM t");
  ASSERT_TRUE(*row->Step());
  EXPECT_EQ(row->Double(0), 0.0);
  EXPECT_FALSE(std::signbit(row->Double(0)));
}

TEST_F(SqliteStatementTest, TextAndBlobsKeepZeroBytesAndEmptiness) {
  const std::string bytes("a\0b", 3);
  EXPECT_EQ(RowOf(Blob{bytes}).Bytes(0), bytes);
  EXPECT_EQ(RowOf(Blob{bytes}).Bytes(1), "blob");
  EXPECT_EQ(RowOf(bytes).Bytes(0), bytes);
  EXPECT_EQ(RowOf("text").Bytes(1), "text");
  EXPECT_FALSE(RowOf(absl::string_view()).IsNull(0));
  EXPECT_FALSE(RowOf(Blob{}).IsNull(0));
  EXPECT_EQ(RowOf(Blob{}).Bytes(1), "blob");
}

TEST_F(SqliteStatementTest, TimesKeepTheirNanoseconds) {
  const absl::Time time = At(1) + absl::Nanoseconds(1);
  EXPECT_EQ(RowOf(time).Time(0), time);
}

TEST_F(SqliteStatementTest, AnEmptyOptionalIsNull) {
  EXPECT_TRUE(RowOf(absl::optional<int64_t>()).IsNull(0));
  EXPECT_TRUE(RowOf(absl::nullopt).IsNull(0));
  EXPECT_EQ(RowOf(absl::make_optional(std::string("x"))).Bytes(0), "x");
}

TEST_F(SqliteStatementTest, EndsAfterTheLastRow) {
  SqliteStatement row = RowOf(1);
  EXPECT_FALSE(*row.Step());
}

TEST_F(SqliteStatementTest, BindingsDoNotStayForTheNextUse) {
  EXPECT_EQ(RowOf(5).Int64(0), 5);
  absl::StatusOr<SqliteStatement> row = connection_->Prepare("SELECT ?1, typeof(?1)");
  ASSERT_TRUE(*row->Step());
  EXPECT_TRUE(row->IsNull(0));
}

TEST_F(SqliteStatementTest, AFailedStepReportsTheReason) {
  ASSERT_THAT(connection_->Execute("CREATE TABLE t (a TEXT CHECK (a <> '')) STRICT"), IsOk());
  absl::StatusOr<SqliteStatement> statement =
      connection_->Prepare("INSERT INTO t (a) VALUES (?)", "");
  EXPECT_THAT(statement->Step(),
              IsStatus(absl::StatusCode::kInternal, "CHECK constraint failed: a <> ''"));
}

}  // namespace
}  // namespace palimpsest
