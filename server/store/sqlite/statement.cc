#include "server/store/sqlite/statement.h"

#include <sqlite3.h>

#include <limits>

#include "server/store/sqlite/error.h"

namespace palimpsest {
namespace {

// Null data would be bound as NULL.
const char* NonNullData(absl::string_view bytes) {
  return bytes.data() == nullptr ? "" : bytes.data();
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      idle_(other.idle_),
      path_(other.path_) {}

SqliteStatement::~SqliteStatement() {
  if (statement_ == nullptr) return;
  // The result is the one of the last step again, which has been reported.
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  idle_->push_back(statement_);
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Check(code);
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int64_t SqliteStatement::Int64(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double SqliteStatement::Double(int column) const {
  if (IsNull(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_, column);
}

absl::string_view SqliteStatement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return absl::string_view(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

absl::Time SqliteStatement::Time(int column) const { return absl::FromUnixNanos(Int64(column)); }

int SqliteStatement::Bind(int parameter, int64_t value) {
  return sqlite3_bind_int64(statement_, parameter, value);
}

int SqliteStatement::Bind(int parameter, double value) {
  return sqlite3_bind_double(statement_, parameter, value);
}

int SqliteStatement::Bind(int parameter, absl::string_view text) {
  return sqlite3_bind_text64(statement_, parameter, NonNullData(text), text.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8);
}

int SqliteStatement::Bind(int parameter, const Blob& blob) {
  return sqlite3_bind_blob64(statement_, parameter, NonNullData(blob.bytes), blob.bytes.size(),
                             SQLITE_TRANSIENT);
}

int SqliteStatement::Bind(int parameter, absl::nullopt_t) {
  return sqlite3_bind_null(statement_, parameter);
}

absl::Status SqliteStatement::Check(int code) const {
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteError(code, sqlite3_db_handle(statement_), *path_);
}

}  // namespace palimpsest
