#ifndef PALIMPSEST_SERVER_STORE_SQLITE_CONNECTION_H_
#define PALIMPSEST_SERVER_STORE_SQLITE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/sqlite/statement.h"

struct sqlite3;
struct sqlite3_stmt;

namespace palimpsest {

// One connection to an SQLite database, with its prepared statements. For one thread at a time.
//
// Errors of every method name the database and SQLite's reason. Codes: RESOURCE_EXHAUSTED (disk
// full, quota, file-size limit, page limit, memory), DATA_LOSS (corrupt or not a database),
// PERMISSION_DENIED, UNAVAILABLE (cannot be opened or read now: no such folder, no descriptors, an
// I/O error, locked by another process), otherwise INTERNAL: a defect, such as a violated
// constraint.
class SqliteConnection {
 public:
  // Opens the file at `path`, creating it if it is missing, or a database of its own in memory for
  // ":memory:". The file is not read before the first statement. Foreign keys are enforced.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path);

  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Runs statements separated by semicolons, ignoring rows. For pragmas, transactions and schemas.
  absl::Status Execute(const char* sql);

  // The statement `sql` with `values` bound to its parameters in order. It is compiled once and
  // kept, so `sql` is to be a literal; values go into parameters. It must not outlive the
  // connection.
  template <typename... Values>
  absl::StatusOr<SqliteStatement> Prepare(absl::string_view sql, const Values&... values) {
    absl::StatusOr<SqliteStatement> statement = Compiled(sql);
    if (statement.ok()) {
      if (absl::Status status = statement->BindAll(values...); !status.ok()) return status;
    }
    return statement;
  }

  // Prepares and runs a statement that returns no rows.
  template <typename... Values>
  absl::Status Run(absl::string_view sql, const Values&... values) {
    absl::StatusOr<SqliteStatement> statement = Prepare(sql, values...);
    if (!statement.ok()) return statement.status();
    return statement->Step().status();
  }

  // The first column of the first row. INTERNAL if there is no row.
  template <typename... Values>
  absl::StatusOr<int64_t> QueryInt64(absl::string_view sql, const Values&... values) {
    absl::StatusOr<SqliteStatement> statement = Prepare(sql, values...);
    if (!statement.ok()) return statement.status();
    absl::StatusOr<bool> has_row = statement->Step();
    if (!has_row.ok()) return has_row.status();
    if (!*has_row) return absl::InternalError("a query for one number found no row");
    return statement->Int64(0);
  }

  // Whether a transaction is open. SQLite ends one by itself after some errors, e.g. a full disk.
  bool InTransaction() const;

  const std::string& path() const { return path_; }

 private:
  SqliteConnection(const std::string& path, sqlite3* database);

  absl::StatusOr<SqliteStatement> Compiled(absl::string_view sql);

  const std::string path_;
  sqlite3* const database_;
  // By text: the compiled statements that are not in use. Nodes stay where they are, for the
  // statements in use keep a pointer to where they are to go back to.
  absl::node_hash_map<std::string, std::vector<sqlite3_stmt*>> idle_statements_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_SQLITE_CONNECTION_H_
