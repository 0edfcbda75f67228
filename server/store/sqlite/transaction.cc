#include "server/store/sqlite/transaction.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::StatusOr<SqliteTransaction> SqliteTransaction::BeginWrite(SqliteConnection& connection) {
  RETURN_IF_ERROR(connection.Run("BEGIN IMMEDIATE"));
  return SqliteTransaction(connection);
}

absl::StatusOr<SqliteTransaction> SqliteTransaction::BeginRead(SqliteConnection& connection) {
  RETURN_IF_ERROR(connection.Run("BEGIN"));
  return SqliteTransaction(connection);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() { RollBack(); }

absl::Status SqliteTransaction::Commit() {
  const absl::Status status = connection_->Run("COMMIT");
  if (!status.ok()) RollBack();
  connection_ = nullptr;
  return status;
}

void SqliteTransaction::RollBack() {
  // SQLite has rolled back by itself after some errors.
  if (connection_ == nullptr || !connection_->InTransaction()) return;
  if (const absl::Status status = connection_->Run("ROLLBACK"); !status.ok()) {
    LogError(status.message());
  }
}

}  // namespace palimpsest
