#include "server/store/schema.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "server/store/integrity.h"
#include "server/store/sqlite/transaction.h"

namespace palimpsest {
namespace {

absl::Status RunMigration(SqliteConnection& connection, const Migration& migration) {
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::BeginWrite(connection));
  RETURN_IF_ERROR(connection.Execute(migration.sql));
  if (migration.fill != nullptr) RETURN_IF_ERROR(migration.fill(connection));
  RETURN_IF_ERROR(CheckForeignKeys(connection));
  // A pragma takes no parameters.
  const std::string version = absl::StrCat("PRAGMA application_id = ", kApplicationId,
                                           "; PRAGMA user_version = ", migration.version);
  RETURN_IF_ERROR(connection.Execute(version.c_str()));
  return transaction.Commit();
}

absl::Status RunMigrations(SqliteConnection& connection, absl::Span<const Migration> migrations) {
  ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  for (const Migration& migration : migrations) {
    if (migration.version <= version) continue;
    if (absl::Status status = RunMigration(connection, migration); !status.ok()) {
      return Annotate(status, absl::StrCat("migrate to version ", migration.version));
    }
  }
  return absl::OkStatus();
}

}  // namespace

int NewestSchemaVersion() { return Migrations().back().version; }

absl::StatusOr<int> SchemaVersion(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(const int64_t version, connection.QueryInt64("PRAGMA user_version"));
  return static_cast<int>(version);
}

absl::Status CheckIsOurs(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(const int64_t application_id, connection.QueryInt64("PRAGMA application_id"));
  if (application_id != kApplicationId) {
    ASSIGN_OR_RETURN(const int64_t objects,
                     connection.QueryInt64("SELECT count(*) FROM sqlite_schema"));
    if (application_id == 0 && objects == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("the database ", connection.path(), " belongs to another program (",
                     "its application id is ", application_id, ", ours is ", kApplicationId,
                     "): choose another data folder"));
  }
  ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version > NewestSchemaVersion()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the database ", connection.path(), " has version ", version,
                     ", this program knows versions up to ", NewestSchemaVersion(),
                     ": use a newer palimpsestd"));
  }
  return absl::OkStatus();
}

absl::Status Migrate(SqliteConnection& connection, absl::Span<const Migration> migrations) {
  // Dropping a table would otherwise delete what refers to it. Within a transaction the pragma does
  // nothing, so it stands around all of them, and each is checked before it commits.
  RETURN_IF_ERROR(connection.Execute("PRAGMA foreign_keys = OFF"));
  const absl::Status migrated = RunMigrations(connection, migrations);
  const absl::Status enforced = connection.Execute("PRAGMA foreign_keys = ON");
  return migrated.ok() ? enforced : migrated;
}

}  // namespace palimpsest
