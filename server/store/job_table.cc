#include "server/store/job_table.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "server/store/attempt_table.h"
#include "server/store/proto_column.h"
#include "server/store/result_table.h"

namespace palimpsest {
namespace {

absl::Status NoSuchJob(int64_t job_id) {
  return absl::NotFoundError(absl::StrCat("there is no ", FormatJobName(job_id)));
}

absl::StatusOr<v1::Job::State> StateColumn(const SqliteStatement& row, int column) {
  v1::Job::State state;
  const std::string name(row.Bytes(column));
  if (!v1::Job::State_Parse(name, &state)) {
    return absl::DataLossError(absl::StrCat("a job has the unknown state '", name, "'"));
  }
  return state;
}

// Ids of `row`, which has them in its first column.
absl::StatusOr<std::vector<int64_t>> ReadIds(SqliteStatement rows) {
  std::vector<int64_t> ids;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return ids;
    ids.push_back(rows.Int64(0));
  }
}

}  // namespace

absl::StatusOr<int64_t> InsertJob(SqliteConnection& connection, const NewJob& job, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string json, JsonForQueries(job.spec));
  return connection.QueryInt64(
      "INSERT INTO jobs (state, user, spec, spec_json, request_id, body_sha256, create_time) "
      "VALUES ('QUEUED', ?, ?, ?, nullif(?, ''), ?, ?) RETURNING id",
      job.user, Blob{job.spec.SerializeAsString()}, json, job.request_id, job.body_sha256, now);
}

absl::StatusOr<absl::optional<int64_t>> FindRequest(SqliteConnection& connection,
                                                    absl::string_view request_id,
                                                    absl::string_view body_sha256) {
  ASSIGN_OR_RETURN(
      SqliteStatement row,
      connection.Prepare("SELECT id, body_sha256 FROM jobs WHERE request_id = ?", request_id));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return absl::optional<int64_t>();
  const int64_t id = row.Int64(0);
  if (row.Bytes(1) == body_sha256) return absl::make_optional(id);
  return absl::AlreadyExistsError(absl::StrCat("request_id ", request_id, " created ",
                                               FormatJobName(id), " from another request"));
}

absl::StatusOr<v1::Job> GetJob(SqliteConnection& connection, int64_t job_id) {
  ASSIGN_OR_RETURN(
      SqliteStatement row,
      connection.Prepare("SELECT state, user, spec, create_time, start_time, end_time, progress, "
                         "failure_kind, failure_message FROM jobs WHERE id = ?",
                         job_id));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return NoSuchJob(job_id);
  v1::Job job;
  job.set_name(FormatJobName(job_id));
  ASSIGN_OR_RETURN(const v1::Job::State state, StateColumn(row, 0));
  job.set_state(state);
  job.set_user(std::string(row.Bytes(1)));
  RETURN_IF_ERROR(ParseColumn(row, 2, *job.mutable_spec()));
  *job.mutable_create_time() = ToProto(row.Time(3));
  if (!row.IsNull(4)) *job.mutable_start_time() = ToProto(row.Time(4));
  if (!row.IsNull(5)) *job.mutable_end_time() = ToProto(row.Time(5));
  if (!row.IsNull(6)) RETURN_IF_ERROR(ParseColumn(row, 6, *job.mutable_progress()));
  if (!row.IsNull(7)) *job.mutable_failure() = FailureColumns(row, 7);
  ASSIGN_OR_RETURN(const std::vector<v1::Attempt> attempts, ReadAttempts(connection, job_id));
  for (const v1::Attempt& attempt : attempts) *job.add_attempts() = attempt;
  ASSIGN_OR_RETURN(absl::optional<v1::JobResult> result, ReadResult(connection, job_id));
  if (result.has_value()) *job.mutable_result() = *std::move(result);
  return job;
}

absl::StatusOr<v1::Job::State> GetJobState(SqliteConnection& connection, int64_t job_id) {
  ASSIGN_OR_RETURN(SqliteStatement row,
                   connection.Prepare("SELECT state FROM jobs WHERE id = ?", job_id));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return NoSuchJob(job_id);
  return StateColumn(row, 0);
}

absl::StatusOr<std::vector<int64_t>> ListJobIds(SqliteConnection& connection,
                                                const JobFilter& filter) {
  const int64_t before =
      filter.before_id > 0 ? filter.before_id : std::numeric_limits<int64_t>::max();
  if (filter.states.empty()) {
    ASSIGN_OR_RETURN(SqliteStatement rows,
                     connection.Prepare("SELECT id FROM jobs WHERE id < ? ORDER BY id DESC LIMIT ?",
                                        before, filter.limit));
    return ReadIds(std::move(rows));
  }
  // One walk of the index for each state, then a merge: an IN would sort every job of the states.
  std::vector<int64_t> ids;
  for (const v1::Job::State state : filter.states) {
    ASSIGN_OR_RETURN(SqliteStatement rows,
                     connection.Prepare(
                         "SELECT id FROM jobs WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                         v1::Job::State_Name(state), before, filter.limit));
    ASSIGN_OR_RETURN(const std::vector<int64_t> found, ReadIds(std::move(rows)));
    ids.insert(ids.end(), found.begin(), found.end());
  }
  std::sort(ids.begin(), ids.end(), std::greater<int64_t>());
  // A state that was named twice.
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.resize(std::min(ids.size(), static_cast<size_t>(filter.limit)));
  return ids;
}

absl::StatusOr<std::vector<int64_t>> QueuedJobs(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(SqliteStatement rows,
                   connection.Prepare("SELECT id FROM jobs WHERE state = 'QUEUED' ORDER BY id"));
  return ReadIds(std::move(rows));
}

absl::StatusOr<JobCounts> CountJobs(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(
      SqliteStatement rows,
      connection.Prepare("SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state"));
  JobCounts counts;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return counts;
    ASSIGN_OR_RETURN(const v1::Job::State state, StateColumn(rows, 0));
    counts[state] = rows.Int64(1);
  }
}

absl::Status SetJobRunning(SqliteConnection& connection, int64_t job_id, absl::Time now) {
  return connection.Run(
      "UPDATE jobs SET state = 'RUNNING', start_time = coalesce(start_time, ?2), progress = NULL "
      "WHERE id = ?1",
      job_id, now);
}

absl::Status SetJobState(SqliteConnection& connection, int64_t job_id, v1::Job::State state) {
  return connection.Run("UPDATE jobs SET state = ?2 WHERE id = ?1", job_id,
                        v1::Job::State_Name(state));
}

absl::Status SetJobEnded(SqliteConnection& connection, int64_t job_id, v1::Job::State state,
                         const absl::optional<v1::Failure>& failure, absl::Time now) {
  return connection.Run(
      "UPDATE jobs SET state = ?2, end_time = ?3, failure_kind = ?4, failure_message = ?5 "
      "WHERE id = ?1",
      job_id, v1::Job::State_Name(state), now, FailureKind(failure), FailureMessage(failure));
}

absl::Status SetJobProgress(SqliteConnection& connection, int64_t job_id,
                            const v1::Progress& progress) {
  return connection.Run("UPDATE jobs SET progress = ?2 WHERE id = ?1", job_id,
                        Blob{progress.SerializeAsString()});
}

}  // namespace palimpsest
