#ifndef PALIMPSEST_SERVER_STORE_INTEGRITY_H_
#define PALIMPSEST_SERVER_STORE_INTEGRITY_H_

#include "absl/status/status.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// Reads the whole database: PRAGMA integrity_check (pages, indexes, CHECKs) and foreign_key_check.
// DATA_LOSS with the first findings.
absl::Status CheckIntegrity(SqliteConnection& connection);

// The second half of it: DATA_LOSS if a row refers to a missing one.
absl::Status CheckForeignKeys(SqliteConnection& connection);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_INTEGRITY_H_
