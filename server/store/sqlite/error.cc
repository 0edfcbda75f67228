#include "server/store/sqlite/error.h"

#include <errno.h>
#include <sqlite3.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace palimpsest {
namespace {

// SQLite has a code for a full disk, but also reports one as an I/O error or a file that cannot be
// opened.
bool IsNoSpace(int primary_code, int error_number) {
  if (primary_code == SQLITE_FULL) return true;
  if (primary_code != SQLITE_IOERR && primary_code != SQLITE_CANTOPEN) return false;
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

// For anything but a full disk.
absl::StatusCode CodeOf(int primary_code, int error_number) {
  switch (primary_code) {
    case SQLITE_NOMEM:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::StatusCode::kPermissionDenied;
    case SQLITE_CANTOPEN:
      // Never NOT_FOUND, which to a worker says that its lease is lost: a file that cannot be
      // opened now (no descriptors, a folder that is not mounted) may be there a moment later.
      return error_number == EACCES ? absl::StatusCode::kPermissionDenied
                                    : absl::StatusCode::kUnavailable;
    case SQLITE_IOERR:
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
  const int primary_code = code & 0xff;
  const std::string message =
      absl::StrCat("database ", path, ": ",
                   database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database),
                   " (SQLite code ", code, ")");
  if (IsNoSpace(primary_code, error_number)) {
    return absl::ResourceExhaustedError(absl::StrCat(message, "; free some space there"));
  }
  return absl::Status(CodeOf(primary_code, error_number), message);
}

}  // namespace palimpsest
