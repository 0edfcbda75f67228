#include "server/store/sqlite/error.h"

#include <sqlite3.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/connection.h"
#include "tests/unit/store/file_size_limit.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(SqliteError, ANullDatabaseHasTheCodesOwnText) {
  EXPECT_THAT(SqliteError(SQLITE_NOMEM, nullptr, "test.db"),
              IsStatus(absl::StatusCode::kResourceExhausted, "database test.db: out of memory"));
}

TEST(SqliteError, AFullDiskNamesTheWayOut) {
  EXPECT_EQ(
      SqliteError(SQLITE_FULL, nullptr, "/data/p.db").message(),
      "database /data/p.db: database or disk is full (SQLite code 13); free some space there");
}

TEST(SqliteError, CodesFollowTheCause) {
  const auto code = [](int sqlite_code) { return SqliteError(sqlite_code, nullptr, "p").code(); };
  EXPECT_EQ(code(SQLITE_FULL), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(SQLITE_CORRUPT_INDEX), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(SQLITE_NOTADB), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(SQLITE_READONLY), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(SQLITE_CANTOPEN), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(SQLITE_BUSY_SNAPSHOT), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(SQLITE_LOCKED), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(SQLITE_CONSTRAINT_CHECK), absl::StatusCode::kInternal);
  EXPECT_EQ(code(SQLITE_IOERR_READ), absl::StatusCode::kUnavailable);
}

TEST(SqliteError, AFullDatabaseIsExhaustedAndNamed) {
  TemporaryDirectory folder;
  std::unique_ptr<SqliteConnection> connection = OpenConnection(folder.File("test.db"));
  ASSERT_THAT(connection->Execute("CREATE TABLE t (a BLOB) STRICT"), IsOk());
  ASSERT_THAT(connection->Execute("PRAGMA max_page_count = 4"), IsOk());
  EXPECT_THAT(connection->Run("INSERT INTO t (a) VALUES (zeroblob(?))", 100000),
              IsStatus(absl::StatusCode::kResourceExhausted, folder.File("test.db")));
}

TEST(SqliteError, AFileSizeLimitIsExhausted) {
  TemporaryDirectory folder;
  std::unique_ptr<SqliteConnection> connection = OpenConnection(folder.File("test.db"));
  ASSERT_THAT(connection->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a BLOB) STRICT"),
              IsOk());
  {
    FileSizeLimit limit(1 << 20);
    EXPECT_THAT(connection->Run("INSERT INTO t (a) VALUES (zeroblob(?))", 4 << 20),
                IsStatus(absl::StatusCode::kResourceExhausted, folder.File("test.db")));
  }
  EXPECT_THAT(connection->Run("INSERT INTO t (a) VALUES (zeroblob(?))", 4 << 20), IsOk());
}

TEST(SqliteError, AFileSizeLimitThatACommitMeetsIsExhausted) {
  TemporaryDirectory folder;
  std::unique_ptr<SqliteConnection> connection = OpenConnection(folder.File("test.db"));
  ASSERT_THAT(connection->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a BLOB) STRICT"),
              IsOk());
  ASSERT_THAT(connection->Run("BEGIN"), IsOk());
  // Less than the page cache, so nothing is written before the commit.
  ASSERT_THAT(connection->Run("INSERT INTO t (a) VALUES (zeroblob(?))", 100000), IsOk());
  FileSizeLimit limit(50000);
  EXPECT_THAT(connection->Run("COMMIT"),
              IsStatus(absl::StatusCode::kResourceExhausted, folder.File("test.db")));
}

TEST(SqliteError, AFileOfAnotherKindIsDataLoss) {
  TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder.File("test.db"), std::string(8192, 'x')), IsOk());
  std::unique_ptr<SqliteConnection> connection = OpenConnection(folder.File("test.db"));
  EXPECT_THAT(connection->QueryInt64("PRAGMA user_version"),
              IsStatus(absl::StatusCode::kDataLoss, "file is not a database"));
}

}  // namespace
}  // namespace palimpsest
