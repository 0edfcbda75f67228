#include "server/store/migrations.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "palimpsest/v1/result.pb.h"
#include "palimpsest/v1/spec.pb.h"
#include "server/store/old_spec.h"
#include "server/store/proto_column.h"

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

// Specs and results as JSON for queries, and states that are rows.
//
// A state's row says what a job or attempt in it has; the reference to it by all three columns
// refuses an end without a time, or a failure without a reason. So a new state is a new row, and no
// table is rebuilt.
constexpr char kVersion2[] = R"sql(
CREATE TABLE job_states (
  name TEXT PRIMARY KEY,
  has_ended INTEGER NOT NULL,
  has_failed INTEGER NOT NULL,
  UNIQUE (name, has_ended, has_failed)
) STRICT, WITHOUT ROWID;

INSERT INTO job_states (name, has_ended, has_failed) VALUES
  ('QUEUED', 0, 0), ('RUNNING', 0, 0), ('CANCELLING', 0, 0),
  ('SUCCEEDED', 1, 0), ('FAILED', 1, 1), ('CANCELLED', 1, 0);

CREATE TABLE attempt_states (
  name TEXT PRIMARY KEY,
  has_ended INTEGER NOT NULL,
  has_failed INTEGER NOT NULL,
  UNIQUE (name, has_ended, has_failed)
) STRICT, WITHOUT ROWID;

INSERT INTO attempt_states (name, has_ended, has_failed) VALUES
  ('RUNNING', 0, 0), ('SUCCEEDED', 1, 0), ('FAILED', 1, 1), ('CANCELLED', 1, 0), ('GIVEN_BACK', 1, 0);

CREATE TABLE new_jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL,
  user TEXT NOT NULL,
  -- palimpsest.v1.JobSpec: what counts. Beside it the same as proto3 JSON, for queries.
  spec BLOB NOT NULL,
  spec_json TEXT NOT NULL,
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
  has_ended INTEGER NOT NULL AS (end_time IS NOT NULL),
  has_failed INTEGER NOT NULL AS (failure_kind IS NOT NULL),
  FOREIGN KEY (state, has_ended, has_failed) REFERENCES job_states (name, has_ended, has_failed),
  CHECK ((failure_kind IS NULL) = (failure_message IS NULL))
) STRICT;

INSERT INTO new_jobs (id, state, user, spec, spec_json, request_id, body_sha256, create_time,
  start_time, end_time, progress, failure_kind, failure_message, last_sequence)
SELECT id, state, user, spec, '{}', request_id, body_sha256, create_time,
  start_time, end_time, progress, failure_kind, failure_message, last_sequence
FROM jobs ORDER BY id;

-- Ids are never used again.
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'jobs')
WHERE name = 'new_jobs';

DROP TABLE jobs;
ALTER TABLE new_jobs RENAME TO jobs;

CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_user ON jobs (user, id);
CREATE INDEX jobs_by_display_name ON jobs (json_extract(spec_json, '$.display_name'), id);
CREATE INDEX jobs_by_model ON jobs (json_extract(spec_json, '$.model.name'), id);
CREATE INDEX jobs_by_dataset ON jobs (json_extract(spec_json, '$.dataset.name'), id);
CREATE INDEX jobs_by_strategy ON jobs (json_extract(spec_json, '$.scaling.strategy'), id);
CREATE INDEX jobs_by_seed ON jobs (json_extract(spec_json, '$.seed'), id);

CREATE TABLE new_attempts (
  job_id INTEGER NOT NULL REFERENCES jobs (id),
  number INTEGER NOT NULL CHECK (number > 0),
  state TEXT NOT NULL,
  worker TEXT NOT NULL,
  fencing_number INTEGER NOT NULL UNIQUE,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  failure_kind INTEGER,
  failure_message TEXT,
  -- How many events its worker has reported; the index of the next one.
  stored_events INTEGER NOT NULL DEFAULT 0,
  has_ended INTEGER NOT NULL AS (end_time IS NOT NULL),
  has_failed INTEGER NOT NULL AS (failure_kind IS NOT NULL),
  PRIMARY KEY (job_id, number),
  FOREIGN KEY (state, has_ended, has_failed)
    REFERENCES attempt_states (name, has_ended, has_failed),
  CHECK ((failure_kind IS NULL) = (failure_message IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO new_attempts (job_id, number, state, worker, fencing_number, start_time, end_time,
  failure_kind, failure_message, stored_events)
SELECT job_id, number, state, worker, fencing_number, start_time, end_time,
  failure_kind, failure_message, stored_events
FROM attempts ORDER BY job_id, number;

DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;

-- A job has at most one running attempt.
CREATE UNIQUE INDEX running_attempts ON attempts (job_id) WHERE state = 'RUNNING';

CREATE TABLE new_results (
  job_id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL,
  -- palimpsest.v1.JobResult: what counts. Beside it the same as proto3 JSON, for queries.
  result BLOB NOT NULL,
  result_json TEXT NOT NULL,
  FOREIGN KEY (job_id, attempt) REFERENCES attempts (job_id, number)
) STRICT;

INSERT INTO new_results (job_id, attempt, result, result_json)
SELECT job_id, attempt, result, '{}' FROM results ORDER BY job_id;

DROP TABLE results;
ALTER TABLE new_results RENAME TO results;

CREATE INDEX results_by_final_accuracy
  ON results (json_extract(result_json, '$.final_accuracy'), job_id);
CREATE INDEX results_by_capacity_factor
  ON results (json_extract(result_json, '$.capacity_factor'), job_id);
)sql";

void Renew(v1::JobSpec& spec) { RenewSpec(spec); }
void Renew(v1::JobResult&) {}

// Renews each message and writes it with its JSON. `next` finds the first id above its parameter,
// with the message; `update` takes an id, the JSON and the message.
template <typename Message>
absl::Status FillJson(SqliteConnection& connection, absl::string_view next,
                      absl::string_view update) {
  int64_t id = 0;
  while (true) {
    std::string json;
    Message message;
    {
      ASSIGN_OR_RETURN(SqliteStatement row, connection.Prepare(next, id));
      ASSIGN_OR_RETURN(const bool has_row, row.Step());
      if (!has_row) return absl::OkStatus();
      id = row.Int64(0);
      RETURN_IF_ERROR(Annotate(ParseColumn(row, 1, message), FormatJobName(id)));
      Renew(message);
      ASSIGN_OR_RETURN(json, JsonForQueries(message));
    }
    RETURN_IF_ERROR(connection.Run(update, id, json, Blob{message.SerializeAsString()}));
  }
}

absl::Status FillVersion2(SqliteConnection& connection) {
  RETURN_IF_ERROR(FillJson<v1::JobSpec>(
      connection, "SELECT id, spec FROM jobs WHERE id > ? ORDER BY id LIMIT 1",
      "UPDATE jobs SET spec_json = ?2, spec = ?3 WHERE id = ?1"));
  return FillJson<v1::JobResult>(
      connection, "SELECT job_id, result FROM results WHERE job_id > ? ORDER BY job_id LIMIT 1",
      "UPDATE results SET result_json = ?2, result = ?3 WHERE job_id = ?1");
}

constexpr Migration kMigrations[] = {
    {/*version=*/1, kVersion1},
    {/*version=*/2, kVersion2, FillVersion2},
};

}  // namespace

absl::Span<const Migration> Migrations() { return kMigrations; }

}  // namespace palimpsest
