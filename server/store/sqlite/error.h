#ifndef PALIMPSEST_SERVER_STORE_SQLITE_ERROR_H_
#define PALIMPSEST_SERVER_STORE_SQLITE_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct sqlite3;

namespace palimpsest {

// The status for the extended result code that a call on `database` (null if it could not be
// opened) has just returned, naming `path`. Codes as SqliteConnection says. Call it before the next
// call on the connection.
absl::Status SqliteError(int code, sqlite3* database, absl::string_view path);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_SQLITE_ERROR_H_
