#include "server/store/integrity.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(Integrity, ASoundDatabaseIsOk) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  EXPECT_THAT(CheckIntegrity(*connection), IsOk());
}

TEST(Integrity, ABrokenReferenceIsDataLoss) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; "
                                  "CREATE TABLE b (a_id INTEGER REFERENCES a (id)) STRICT; "
                                  "PRAGMA foreign_keys = OFF; INSERT INTO b (a_id) VALUES (1)"),
              IsOk());
  EXPECT_THAT(
      CheckIntegrity(*connection),
      IsStatus(absl::StatusCode::kDataLoss,
               "the database :memory: is damaged: a row of b refers to a missing row of a"));
}

TEST(Integrity, AViolatedCheckIsDataLoss) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(connection->Execute("CREATE TABLE a (b INTEGER CHECK (b > 0)) STRICT; "
                                  "PRAGMA ignore_check_constraints = ON; "
                                  "INSERT INTO a (b) VALUES (-1); "
                                  "PRAGMA ignore_check_constraints = OFF"),
              IsOk());
  EXPECT_THAT(CheckIntegrity(*connection),
              IsStatus(absl::StatusCode::kDataLoss, "CHECK constraint failed in a"));
}

}  // namespace
}  // namespace palimpsest
