#include "server/store/attempt_table.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "server/store/proto_column.h"

namespace palimpsest {
namespace {

absl::StatusOr<v1::Attempt::State> StateColumn(const SqliteStatement& row, int column) {
  v1::Attempt::State state;
  const std::string name(row.Bytes(column));
  if (!v1::Attempt::State_Parse(name, &state)) {
    return absl::DataLossError(absl::StrCat("an attempt has the unknown state '", name, "'"));
  }
  return state;
}

}  // namespace

absl::StatusOr<InsertedAttempt> InsertAttempt(SqliteConnection& connection, int64_t job_id,
                                              absl::string_view worker, absl::Time now) {
  InsertedAttempt inserted;
  ASSIGN_OR_RETURN(inserted.fencing_number,
                   connection.QueryInt64("UPDATE lease_counter SET fencing_number = "
                                         "fencing_number + 1 RETURNING fencing_number"));
  ASSIGN_OR_RETURN(const int newest, NewestAttempt(connection, job_id));
  inserted.name = {job_id, newest + 1};
  RETURN_IF_ERROR(connection.Run(
      "INSERT INTO attempts (job_id, number, state, worker, fencing_number, start_time) "
      "VALUES (?, ?, 'RUNNING', ?, ?, ?)",
      job_id, inserted.name.attempt, worker, inserted.fencing_number, now));
  return inserted;
}

absl::StatusOr<std::vector<v1::Attempt>> ReadAttempts(SqliteConnection& connection,
                                                      int64_t job_id) {
  ASSIGN_OR_RETURN(
      SqliteStatement rows,
      connection.Prepare("SELECT number, state, worker, start_time, end_time, failure_kind, "
                         "failure_message FROM attempts WHERE job_id = ? ORDER BY number",
                         job_id));
  std::vector<v1::Attempt> attempts;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return attempts;
    v1::Attempt& attempt = attempts.emplace_back();
    attempt.set_name(FormatAttemptName({job_id, static_cast<int>(rows.Int64(0))}));
    ASSIGN_OR_RETURN(const v1::Attempt::State state, StateColumn(rows, 1));
    attempt.set_state(state);
    attempt.set_worker(std::string(rows.Bytes(2)));
    *attempt.mutable_start_time() = ToProto(rows.Time(3));
    if (!rows.IsNull(4)) *attempt.mutable_end_time() = ToProto(rows.Time(4));
    if (!rows.IsNull(5)) *attempt.mutable_failure() = FailureColumns(rows, 5);
  }
}

absl::StatusOr<std::vector<RunningAttempt>> RunningAttempts(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(SqliteStatement rows,
                   connection.Prepare("SELECT job_id, number, fencing_number, worker FROM attempts "
                                      "WHERE state = 'RUNNING' ORDER BY job_id"));
  std::vector<RunningAttempt> attempts;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return attempts;
    attempts.push_back({FormatAttemptName({rows.Int64(0), static_cast<int>(rows.Int64(1))}),
                        rows.Int64(2), std::string(rows.Bytes(3))});
  }
}

absl::StatusOr<int> NewestAttempt(SqliteConnection& connection, int64_t job_id) {
  ASSIGN_OR_RETURN(const int64_t number,
                   connection.QueryInt64(
                       "SELECT coalesce(max(number), 0) FROM attempts WHERE job_id = ?", job_id));
  return static_cast<int>(number);
}

absl::StatusOr<LeaseRow> ReadLease(SqliteConnection& connection, absl::string_view attempt,
                                   int64_t fencing_number) {
  LeaseRow lease;
  ASSIGN_OR_RETURN(lease.attempt, ParseAttemptName(attempt));
  ASSIGN_OR_RETURN(
      SqliteStatement row,
      connection.Prepare("SELECT state, fencing_number, stored_events, failure_kind, "
                         "failure_message FROM attempts WHERE job_id = ? AND number = ?",
                         lease.attempt.job, lease.attempt.attempt));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return absl::NotFoundError(absl::StrCat("there is no ", attempt));
  if (row.Int64(1) != fencing_number) {
    return absl::FailedPreconditionError(
        absl::StrCat(attempt, " is not leased with fencing number ", fencing_number, ": drop it"));
  }
  ASSIGN_OR_RETURN(lease.state, StateColumn(row, 0));
  lease.stored_events = row.Int64(2);
  if (!row.IsNull(3)) lease.failure = FailureColumns(row, 3);
  return lease;
}

absl::StatusOr<LeaseRow> ReadRunningLease(SqliteConnection& connection, absl::string_view attempt,
                                          int64_t fencing_number) {
  ASSIGN_OR_RETURN(LeaseRow lease, ReadLease(connection, attempt, fencing_number));
  if (lease.state == v1::Attempt::RUNNING) return lease;
  return absl::FailedPreconditionError(absl::StrCat(
      attempt, " has ended: it is ", v1::Attempt::State_Name(lease.state), "; drop it"));
}

absl::Status SetAttemptEnded(SqliteConnection& connection, const AttemptName& attempt,
                             v1::Attempt::State state, const absl::optional<v1::Failure>& failure,
                             absl::Time now) {
  return connection.Run(
      "UPDATE attempts SET state = ?3, end_time = ?4, failure_kind = ?5, failure_message = ?6 "
      "WHERE job_id = ?1 AND number = ?2",
      attempt.job, attempt.attempt, v1::Attempt::State_Name(state), now, FailureKind(failure),
      FailureMessage(failure));
}

absl::Status SetStoredEvents(SqliteConnection& connection, const AttemptName& attempt,
                             int64_t stored_events) {
  return connection.Run("UPDATE attempts SET stored_events = ?3 WHERE job_id = ?1 AND number = ?2",
                        attempt.job, attempt.attempt, stored_events);
}

}  // namespace palimpsest
