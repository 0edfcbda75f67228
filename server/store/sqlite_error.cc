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

// The errno of the last failed write to the write-ahead log; 0 if there was none.
int LogErrno(sqlite3* database) {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return 0;
  int error_number = 0;
  log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error_number);
  return error_number;
}

// The system's reason for an I/O error; 0 if it is not known.
int SystemErrno(int code, sqlite3* database) {
  if (database == nullptr) return 0;
  const int error_number = sqlite3_system_errno(database);
  // SQLite does not keep the reason of a commit that failed.
  return error_number == 0 && (code & 0xff) == SQLITE_IOERR ? LogErrno(database) : error_number;
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
  const int error_number = SystemErrno(code, database);
  const std::string reason = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  return absl::Status(CodeOf(code & 0xff, error_number),
                      absl::StrCat("database ", path, ": ", reason, " (SQLite code ", code, ")"));
}

}  // namespace palimpsest
