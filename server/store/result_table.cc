#include "server/store/result_table.h"

#include <string>

#include "common/base/status_macros.h"
#include "server/store/proto_column.h"

namespace palimpsest {

absl::Status InsertResult(SqliteConnection& connection, const AttemptName& attempt,
                          const v1::JobResult& result) {
  ASSIGN_OR_RETURN(const std::string json, JsonForQueries(result));
  return connection.Run(
      "INSERT INTO results (job_id, attempt, result, result_json) VALUES (?, ?, ?, ?)", attempt.job,
      attempt.attempt, Blob{result.SerializeAsString()}, json);
}

absl::StatusOr<absl::optional<v1::JobResult>> ReadResult(SqliteConnection& connection,
                                                         int64_t job_id) {
  ASSIGN_OR_RETURN(SqliteStatement row,
                   connection.Prepare("SELECT result FROM results WHERE job_id = ?", job_id));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return absl::optional<v1::JobResult>();
  v1::JobResult result;
  RETURN_IF_ERROR(ParseColumn(row, 0, result));
  return absl::make_optional(std::move(result));
}

}  // namespace palimpsest
