#ifndef PALIMPSEST_SERVER_STORE_RESULT_TABLE_H_
#define PALIMPSEST_SERVER_STORE_RESULT_TABLE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/job/resource_names.h"
#include "palimpsest/v1/result.pb.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// Rows of `results`: at most one a job. Within a transaction of the caller.

// INTERNAL if the job has a result.
absl::Status InsertResult(SqliteConnection& connection, const AttemptName& attempt,
                          const v1::JobResult& result);

// Nothing if the job has none (or does not exist).
absl::StatusOr<absl::optional<v1::JobResult>> ReadResult(SqliteConnection& connection,
                                                         int64_t job_id);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_RESULT_TABLE_H_
