#include "server/store/sqlite/connection.h"

#include <sqlite3.h>

#include "absl/memory/memory.h"
#include "server/store/sqlite/error.h"

namespace palimpsest {
namespace {

// Nobody else is expected to hold a lock (the data folder has its own), so this only covers
// somebody who looks into the database with another program.
constexpr int kBusyTimeoutMilliseconds = 10000;

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path) {
  sqlite3* database = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, /*zVfs=*/nullptr);
  if (code != SQLITE_OK) {
    const absl::Status status = SqliteError(code, database, path);
    sqlite3_close(database);
    return status;
  }
  std::unique_ptr<SqliteConnection> connection =
      absl::WrapUnique(new SqliteConnection(path, database));
  sqlite3_extended_result_codes(database, /*onoff=*/1);
  sqlite3_busy_timeout(database, kBusyTimeoutMilliseconds);
  if (absl::Status status = connection->Execute("PRAGMA foreign_keys = ON"); !status.ok()) {
    return status;
  }
  return connection;
}

SqliteConnection::SqliteConnection(const std::string& path, sqlite3* database)
    : path_(path), database_(database) {}

SqliteConnection::~SqliteConnection() {
  for (const auto& [sql, statements] : idle_statements_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close(database_);
}

absl::Status SqliteConnection::Execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, /*callback=*/nullptr, /*arg=*/nullptr,
                                /*errmsg=*/nullptr);
  if (code != SQLITE_OK) return SqliteError(code, database_, path_);
  return absl::OkStatus();
}

absl::StatusOr<SqliteStatement> SqliteConnection::Compiled(absl::string_view sql) {
  std::vector<sqlite3_stmt*>& idle = idle_statements_[sql];
  sqlite3_stmt* statement = nullptr;
  if (!idle.empty()) {
    statement = idle.back();
    idle.pop_back();
  } else {
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, /*pzTail=*/nullptr);
    if (code != SQLITE_OK) return SqliteError(code, database_, path_);
  }
  return SqliteStatement(statement, idle, path_);
}

bool SqliteConnection::InTransaction() const { return sqlite3_get_autocommit(database_) == 0; }

}  // namespace palimpsest
