#include "server/store/sqlite/connection.h"

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(SqliteConnection, RunsStatementsAndQueriesNumbers) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE t (a INTEGER) STRICT; "
                                  "INSERT INTO t (a) VALUES (1), (2)"),
              IsOk());
  ASSERT_THAT(connection->Run("INSERT INTO t (a) VALUES (?)", 40), IsOk());
  EXPECT_EQ(*connection->QueryInt64("SELECT sum(a) FROM t WHERE a > ?", 1), 42);
  EXPECT_THAT(connection->QueryInt64("SELECT a FROM t WHERE a = ?", 7),
              IsStatus(absl::StatusCode::kInternal, "found no row"));
  EXPECT_EQ(connection->path(), ":memory:");
}

TEST(SqliteConnection, ANumberOfAStatementThatWritesIsWritten) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1)"),
              IsOk());
  EXPECT_EQ(*connection->QueryInt64("UPDATE t SET a = a + 1 RETURNING a"), 2);
  EXPECT_EQ(*connection->QueryInt64("SELECT a FROM t"), 2);
}

TEST(SqliteConnection, OneTextMayBeInUseTwiceAtATime) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE t (a INTEGER) STRICT; "
                                  "INSERT INTO t (a) VALUES (1), (2)"),
              IsOk());
  constexpr char kQuery[] = "SELECT a FROM t WHERE a >= ? ORDER BY a";
  for (int round = 0; round < 2; ++round) {
    absl::StatusOr<SqliteStatement> outer = connection->Prepare(kQuery, 1);
    absl::StatusOr<SqliteStatement> inner = connection->Prepare(kQuery, 2);
    ASSERT_TRUE(*outer->Step());
    ASSERT_TRUE(*inner->Step());
    EXPECT_EQ(outer->Int64(0), 1);
    EXPECT_EQ(inner->Int64(0), 2);
  }
}

TEST(SqliteConnection, ForeignKeysAreEnforced) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; "
                                  "CREATE TABLE b (a_id INTEGER REFERENCES a (id)) STRICT"),
              IsOk());
  EXPECT_THAT(connection->Run("INSERT INTO b (a_id) VALUES (?)", 1),
              IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY constraint failed"));
}

TEST(SqliteConnection, WrongSqlIsADefect) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  EXPECT_THAT(connection->Run("SELEKT 1"), IsStatus(absl::StatusCode::kInternal, "syntax error"));
  EXPECT_THAT(connection->Execute("SELEKT 1"),
              IsStatus(absl::StatusCode::kInternal, "database :memory:"));
  EXPECT_THAT(connection->Run("SELECT ?", 1, 2),
              IsStatus(absl::StatusCode::kInternal, "column index out of range"));
}

TEST(SqliteConnection, KnowsWhetherATransactionIsOpen) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  EXPECT_FALSE(connection->InTransaction());
  ASSERT_THAT(connection->Run("BEGIN"), IsOk());
  EXPECT_TRUE(connection->InTransaction());
}

TEST(SqliteConnection, AFolderThatIsMissingIsNamed) {
  EXPECT_THAT(SqliteConnection::Open("/nonexistent/test.db"),
              IsStatus(absl::StatusCode::kUnavailable, "/nonexistent/test.db"));
}

}  // namespace
}  // namespace palimpsest
