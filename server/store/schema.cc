#include "server/store/schema.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "server/store/sqlite/transaction.h"

namespace palimpsest {
namespace {

// Columns are what is queried or typed for readers with other tools; messages that are only read
// back whole are blobs of protobuf. Times are nanoseconds since the epoch. A REAL that is NULL
// is a nan.
constexpr char kVersion1[] = R"sql(
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (
    state IN ('QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  user TEXT NOT NULL,
  -- Of the spec: what results are looked up and compared by.
  display_name TEXT NOT NULL DEFAULT '',
  model TEXT NOT NULL DEFAULT '',
  dataset TEXT NOT NULL DEFAULT '',
  strategy TEXT NOT NULL DEFAULT '',
  -- palimpsest.v1.JobSpec
  spec BLOB NOT NULL,
  -- NULL: the client asked for no protection from repeats.
  request_id TEXT UNIQUE CHECK (request_id <> ''),
  body_sha256 TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  -- Of the first attempt.
  start_time INTEGER,
  end_time INTEGER,
  -- palimpsest.v1.Progress
  progress BLOB,
  failure_kind INTEGER,
  failure_message TEXT,
  -- Sequence of the newest event.
  last_sequence INTEGER NOT NULL DEFAULT 0,
  CHECK ((end_time IS NOT NULL) = (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))),
  CHECK ((failure_kind IS NOT NULL) = (state = 'FAILED')),
  CHECK ((failure_kind IS NULL) = (failure_message IS NULL))
) STRICT;

CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE attempts (
  job_id INTEGER NOT NULL REFERENCES jobs (id),
  number INTEGER NOT NULL CHECK (number > 0),
  state TEXT NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  worker TEXT NOT NULL,
  fencing_number INTEGER NOT NULL UNIQUE,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  failure_kind INTEGER,
  failure_message TEXT,
  -- How many events its worker has reported; the index of the next one.
  stored_events INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (job_id, number),
  CHECK ((end_time IS NULL) = (state = 'RUNNING')),
  CHECK ((failure_kind IS NOT NULL) = (state = 'FAILED')),
  CHECK ((failure_kind IS NULL) = (failure_message IS NULL))
) STRICT, WITHOUT ROWID;

-- A job has at most one running attempt.
CREATE UNIQUE INDEX running_attempts ON attempts (job_id) WHERE state = 'RUNNING';

-- One row: the number of the newest lease ever granted.
CREATE TABLE lease_counter (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  fencing_number INTEGER NOT NULL
) STRICT;

INSERT INTO lease_counter (only_row, fencing_number) VALUES (1, 0);

CREATE TABLE results (
  job_id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL,
  float_accuracy REAL,
  plain_accuracy REAL,
  one_shot_accuracy REAL,
  final_accuracy REAL,
  cells_per_weight REAL,
  capacity_factor REAL,
  -- palimpsest.v1.JobResult
  result BLOB NOT NULL,
  FOREIGN KEY (job_id, attempt) REFERENCES attempts (job_id, number)
) STRICT;

-- A metric is a row of typed columns; any other event is a palimpsest.v1.JobEvent in `payload`.
CREATE TABLE events (
  job_id INTEGER NOT NULL REFERENCES jobs (id),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  -- 0 before the first attempt.
  attempt INTEGER NOT NULL,
  time INTEGER NOT NULL,
  metric_name TEXT,
  metric_phase INTEGER,
  metric_step INTEGER,
  metric_value REAL,
  payload BLOB,
  PRIMARY KEY (job_id, sequence),
  CHECK ((metric_name IS NULL) = (payload IS NOT NULL)),
  CHECK ((metric_name IS NULL) = (metric_phase IS NULL)),
  CHECK ((metric_name IS NULL) = (metric_step IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  job_id INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  sha256 TEXT NOT NULL,
  PRIMARY KEY (job_id, file_name),
  FOREIGN KEY (job_id, attempt) REFERENCES attempts (job_id, number)
) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration kMigrations[] = {
    {/*version=*/1, kVersion1},
};

absl::Status RunMigration(SqliteConnection& connection, const Migration& migration) {
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::BeginWrite(connection));
  RETURN_IF_ERROR(connection.Execute(migration.sql));
  // A pragma takes no parameters.
  const std::string version = absl::StrCat("PRAGMA application_id = ", kApplicationId,
                                           "; PRAGMA user_version = ", migration.version);
  RETURN_IF_ERROR(connection.Execute(version.c_str()));
  return transaction.Commit();
}

}  // namespace

absl::Span<const Migration> Migrations() { return kMigrations; }

int NewestSchemaVersion() { return Migrations().back().version; }

absl::StatusOr<int> ReadSchemaVersion(SqliteConnection& connection) {
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
  ASSIGN_OR_RETURN(const int version, ReadSchemaVersion(connection));
  if (version > NewestSchemaVersion()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the database ", connection.path(), " has version ", version,
                     ", this program knows versions up to ", NewestSchemaVersion(),
                     ": use a newer palimpsestd"));
  }
  return absl::OkStatus();
}

absl::Status Migrate(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(const int version, ReadSchemaVersion(connection));
  for (const Migration& migration : Migrations()) {
    if (migration.version <= version) continue;
    if (absl::Status status = RunMigration(connection, migration); !status.ok()) {
      return Annotate(status, absl::StrCat("migrate to version ", migration.version));
    }
  }
  return absl::OkStatus();
}

}  // namespace palimpsest
