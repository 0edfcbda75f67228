#ifndef PALIMPSEST_SERVER_STORE_SQLITE_TRANSACTION_H_
#define PALIMPSEST_SERVER_STORE_SQLITE_TRANSACTION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// A transaction, rolled back on destruction unless Commit() succeeded. Move-only; the connection
// outlives it. Transactions do not nest.
class SqliteTransaction {
 public:
  // BEGIN IMMEDIATE: takes the lock for writing at once, so no later statement meets another
  // writer.
  static absl::StatusOr<SqliteTransaction> BeginWrite(SqliteConnection& connection);
  // Every statement of it sees the database as it is at the first.
  static absl::StatusOr<SqliteTransaction> BeginRead(SqliteConnection& connection);

  ~SqliteTransaction();
  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;

  // Durable once it returns OK. After an error everything is rolled back.
  absl::Status Commit();

 private:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(&connection) {}

  void RollBack();

  SqliteConnection* connection_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_SQLITE_TRANSACTION_H_
