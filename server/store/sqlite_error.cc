#include "server/store/sqlite_error.h"

#include <errno.h>
#include <sqlite3.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace palimpsest {
namespace {

bool IsNoSpace(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

absl::StatusCode CodeOf(int primary_code, int error_number) {
  switch (primary_code) {
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_IOERR:
      return IsNoSpace(error_number) ? absl::StatusCode::kResourceExhausted
                                     : absl::StatusCode::kInternal;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::StatusCode::kPermissionDenied;
    case SQLITE_CANTOPEN:
      if (IsNoSpace(error_number)) return absl::StatusCode::kResourceExhausted;
      return error_number == EACCES ? absl::StatusCode::kPermissionDenied
                                    : absl::StatusCode::kNotFound;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status SqliteError(int code, sqlite3* database, absl::string_view path) {
  const int error_number = database == nullptr ? 0 : sqlite3_system_errno(database);
  const std::string reason = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  return absl::Status(CodeOf(code & 0xff, error_number),
                      absl::StrCat("database ", path, ": ", reason, " (SQLite code ", code, ")"));
}

}  // namespace palimpsest
