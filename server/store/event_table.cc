#include "server/store/event_table.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "server/store/proto_column.h"

namespace palimpsest {
namespace {

// Reserves `count` sequences and returns the last one used before.
absl::StatusOr<int64_t> ReserveSequences(SqliteConnection& connection, int64_t job_id,
                                         int64_t count) {
  ASSIGN_OR_RETURN(
      SqliteStatement row,
      connection.Prepare("UPDATE jobs SET last_sequence = last_sequence + ?2 WHERE id = ?1 "
                         "RETURNING last_sequence",
                         job_id, count));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return absl::NotFoundError(absl::StrCat("there is no ", FormatJobName(job_id)));
  return row.Int64(0) - count;
}

absl::Status InsertMetric(SqliteConnection& connection, int64_t job_id, const v1::JobEvent& event) {
  const v1::Metric& metric = event.metric();
  return connection.Run(
      "INSERT INTO events (job_id, sequence, attempt, time, metric_name, metric_phase, "
      "metric_step, metric_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      job_id, event.sequence(), event.attempt(), FromProto(event.time()), metric.name(),
      static_cast<int>(metric.phase()), metric.step(), metric.value());
}

absl::Status InsertPayload(SqliteConnection& connection, int64_t job_id,
                           const v1::JobEvent& event) {
  // These have columns of their own.
  v1::JobEvent payload = event;
  payload.clear_sequence();
  payload.clear_attempt();
  payload.clear_time();
  return connection.Run(
      "INSERT INTO events (job_id, sequence, attempt, time, payload) VALUES (?, ?, ?, ?, ?)",
      job_id, event.sequence(), event.attempt(), FromProto(event.time()),
      Blob{payload.SerializeAsString()});
}

}  // namespace

absl::Status InsertEvents(SqliteConnection& connection, int64_t job_id,
                          std::vector<v1::JobEvent>& events) {
  ASSIGN_OR_RETURN(int64_t sequence,
                   ReserveSequences(connection, job_id, static_cast<int64_t>(events.size())));
  for (v1::JobEvent& event : events) {
    event.set_sequence(++sequence);
    RETURN_IF_ERROR(event.has_metric() ? InsertMetric(connection, job_id, event)
                                       : InsertPayload(connection, job_id, event));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::JobEvent>> EventsAfter(SqliteConnection& connection, int64_t job_id,
                                                      int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(
      SqliteStatement rows,
      connection.Prepare(
          "SELECT sequence, attempt, time, payload, metric_name, metric_phase, metric_step, "
          "metric_value FROM events WHERE job_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
          job_id, sequence, limit));
  std::vector<v1::JobEvent> events;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return events;
    v1::JobEvent& event = events.emplace_back();
    if (rows.IsNull(4)) {
      RETURN_IF_ERROR(ParseColumn(rows, 3, event));
    } else {
      v1::Metric& metric = *event.mutable_metric();
      metric.set_name(std::string(rows.Bytes(4)));
      metric.set_phase(static_cast<v1::Progress::Phase>(rows.Int64(5)));
      metric.set_step(rows.Int64(6));
      metric.set_value(rows.Double(7));
    }
    event.set_sequence(rows.Int64(0));
    event.set_attempt(static_cast<int>(rows.Int64(1)));
    *event.mutable_time() = ToProto(rows.Time(2));
  }
}

}  // namespace palimpsest
