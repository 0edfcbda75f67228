#ifndef PALIMPSEST_SERVER_STORE_SCHEMA_H_
#define PALIMPSEST_SERVER_STORE_SCHEMA_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/store/migrations.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// Marks a file as a database of Palimpsest (PRAGMA application_id): "PLMP".
inline constexpr int kApplicationId = 0x504c4d50;

// The version that this program reads and writes: that of the last migration.
int NewestSchemaVersion();

absl::StatusOr<int> SchemaVersion(SqliteConnection& connection);

// FAILED_PRECONDITION, and nothing is written, if the database belongs to another program or comes
// from a newer version of this one. An empty database is fine.
absl::Status CheckIsOurs(SqliteConnection& connection);

// Runs the migrations that the database lacks, each in a transaction of its own together with the
// new version number; one that fails, or leaves a row that refers to a missing one (DATA_LOSS),
// changes nothing. Call CheckIsOurs() first, and not within a transaction.
absl::Status Migrate(SqliteConnection& connection,
                     absl::Span<const Migration> migrations = Migrations());

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_SCHEMA_H_
