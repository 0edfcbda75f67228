#ifndef PALIMPSEST_SERVER_STORE_JOB_TABLE_H_
#define PALIMPSEST_SERVER_STORE_JOB_TABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store_types.h"

namespace palimpsest {

// Rows of `jobs`, with what belongs to a job in `attempts` and `results`. Each function runs within
// a transaction of the caller. NOT_FOUND where there is no such job; errors of SqliteConnection.

// The id of a new queued job. The request_id must be new or empty.
absl::StatusOr<int64_t> InsertJob(SqliteConnection& connection, const NewJob& job, absl::Time now);
// The id of the job that the request made, if there is one. ALREADY_EXISTS if its body was another.
absl::StatusOr<absl::optional<int64_t>> FindRequest(SqliteConnection& connection,
                                                    absl::string_view request_id,
                                                    absl::string_view body_sha256);

absl::StatusOr<v1::Job> GetJob(SqliteConnection& connection, int64_t job_id);
absl::StatusOr<v1::Job::State> GetJobState(SqliteConnection& connection, int64_t job_id);

// Newest first.
absl::StatusOr<std::vector<int64_t>> ListJobIds(SqliteConnection& connection,
                                                const JobFilter& filter);
// Oldest first.
absl::StatusOr<std::vector<int64_t>> QueuedJobs(SqliteConnection& connection);
absl::StatusOr<JobCounts> CountJobs(SqliteConnection& connection);

// QUEUED -> RUNNING: its first start time is kept, the progress of an earlier attempt is not.
absl::Status SetJobRunning(SqliteConnection& connection, int64_t job_id, absl::Time now);
// To QUEUED or CANCELLING.
absl::Status SetJobState(SqliteConnection& connection, int64_t job_id, v1::Job::State state);
// To SUCCEEDED, CANCELLED or (then with a failure) FAILED.
absl::Status SetJobEnded(SqliteConnection& connection, int64_t job_id, v1::Job::State state,
                         const absl::optional<v1::Failure>& failure, absl::Time now);
absl::Status SetJobProgress(SqliteConnection& connection, int64_t job_id,
                            const v1::Progress& progress);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_JOB_TABLE_H_
