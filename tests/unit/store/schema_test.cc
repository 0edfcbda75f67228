#include "server/store/schema.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/integrity.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(Schema, MigrationsAreNumberedFromOneWithoutAGap) {
  int expected = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.version, ++expected);
  EXPECT_EQ(NewestSchemaVersion(), expected);
  EXPECT_GE(expected, 1);
}

TEST(Schema, MigratingAnEmptyDatabaseMakesItOurs) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(CheckIsOurs(*connection), IsOk());
  EXPECT_EQ(*SchemaVersion(*connection), 0);
  ASSERT_THAT(Migrate(*connection), IsOk());
  EXPECT_EQ(*SchemaVersion(*connection), NewestSchemaVersion());
  EXPECT_EQ(*connection->QueryInt64("PRAGMA application_id"), kApplicationId);
  EXPECT_THAT(CheckIsOurs(*connection), IsOk());
  EXPECT_THAT(CheckIntegrity(*connection), IsOk());
}

TEST(Schema, MigratingTwiceChangesNothing) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(Migrate(*connection), IsOk());
  const int64_t changes = *connection->QueryInt64("SELECT total_changes()");
  ASSERT_THAT(Migrate(*connection), IsOk());
  EXPECT_EQ(*connection->QueryInt64("SELECT total_changes()"), changes);
}

TEST(Schema, AMigrationThatFailsLeavesTheVersionBefore) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  // In the way of the first migration, half-way through it.
  ASSERT_THAT(connection->Execute("CREATE TABLE results (a INTEGER) STRICT"), IsOk());
  EXPECT_THAT(Migrate(*connection), IsStatus(absl::StatusCode::kInternal, "migrate to version 1"));
  EXPECT_EQ(*SchemaVersion(*connection), 0);
  EXPECT_EQ(*connection->QueryInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'jobs'"), 0);
}

TEST(Schema, ADatabaseOfAnotherProgramIsRefused) {
  std::unique_ptr<SqliteConnection> unmarked = OpenConnection(":memory:");
  ASSERT_THAT(unmarked->Execute("CREATE TABLE notes (text TEXT)"), IsOk());
  EXPECT_THAT(CheckIsOurs(*unmarked),
              IsStatus(absl::StatusCode::kFailedPrecondition, "belongs to another program"));
  std::unique_ptr<SqliteConnection> marked = OpenConnection(":memory:");
  ASSERT_THAT(marked->Execute("PRAGMA application_id = 12"), IsOk());
  EXPECT_THAT(CheckIsOurs(*marked),
              IsStatus(absl::StatusCode::kFailedPrecondition, "its application id is 12"));
}

TEST(Schema, ANewerDatabaseIsRefusedWithTheWayOut) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(Migrate(*connection), IsOk());
  ASSERT_THAT(connection->Execute("PRAGMA user_version = 7"), IsOk());
  EXPECT_THAT(CheckIsOurs(*connection),
              IsStatus(absl::StatusCode::kFailedPrecondition,
                       absl::StrCat("the database :memory: has version 7, this program knows "
                                    "versions up to ",
                                    NewestSchemaVersion(), ": use a newer palimpsestd")));
}

TEST(Schema, EveryTableIsStrict) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(Migrate(*connection), IsOk());
  constexpr char kCount[] =
      "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = ? "
      "AND name NOT LIKE 'sqlite_%'";
  EXPECT_EQ(*connection->QueryInt64(kCount, 0), 0);
  EXPECT_EQ(*connection->QueryInt64(kCount, 1), 8);
}

TEST(Schema, OnlyKnownStatesAreStored) {
  std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(Migrate(*connection), IsOk());
  const auto refused = IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY constraint failed");
  EXPECT_THAT(connection->Run("INSERT INTO jobs (state, user, spec, spec_json, body_sha256, "
                              "create_time) VALUES ('PAUSED', 'ada', x'', '{}', '', 0)"),
              refused);
  ASSERT_THAT(connection->Run("INSERT INTO jobs (state, user, spec, spec_json, body_sha256, "
                              "create_time) VALUES ('QUEUED', 'ada', x'', '{}', '', 0)"),
              IsOk());
  // An end without its time, a failure without its reason.
  EXPECT_THAT(connection->Run("UPDATE jobs SET state = 'CANCELLED'"), refused);
  EXPECT_THAT(connection->Run("UPDATE jobs SET state = 'FAILED', end_time = 1"), refused);
  EXPECT_THAT(connection->Run("INSERT INTO attempts (job_id, number, state, worker, "
                              "fencing_number, start_time) VALUES (1, 1, 'QUEUED', 'w', 1, 0)"),
              refused);
}

}  // namespace
}  // namespace palimpsest
