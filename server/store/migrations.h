#ifndef PALIMPSEST_SERVER_STORE_MIGRATIONS_H_
#define PALIMPSEST_SERVER_STORE_MIGRATIONS_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// What takes a database from version `version - 1` to `version`. One that has been released is
// never changed. It may drop tables that others refer to and put new ones in their place.
struct Migration {
  int version;
  const char* sql;
  // Runs after the SQL and does what SQL cannot; null if there is nothing.
  absl::Status (*fill)(SqliteConnection& connection) = nullptr;
};

// In order, from version 1 without a gap.
absl::Span<const Migration> Migrations();

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_MIGRATIONS_H_
