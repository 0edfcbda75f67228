#ifndef PALIMPSEST_SERVER_STORE_JOB_LIFECYCLE_H_
#define PALIMPSEST_SERVER_STORE_JOB_LIFECYCLE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/artifacts.pb.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store_types.h"

namespace palimpsest {

// What Store's methods that change something do, within the transaction of one command. Store
// (store.h) has the contracts.

absl::StatusOr<v1::Job> CreateJob(SqliteConnection& connection, const NewJob& job, absl::Time now);
absl::StatusOr<v1::Lease> StartAttempt(SqliteConnection& connection, int64_t job_id,
                                       absl::string_view worker, absl::Time now);
absl::StatusOr<AppendResult> AppendEvents(SqliteConnection& connection,
                                          const v1::ReportEventsRequest& report, absl::Time now);
absl::StatusOr<v1::Job> RequestCancel(SqliteConnection& connection, int64_t job_id, absl::Time now);
absl::StatusOr<v1::Job> EndAttempt(SqliteConnection& connection,
                                   const v1::CompleteAttemptRequest& end, bool requeue,
                                   absl::Time now);
absl::StatusOr<v1::Artifact> AddArtifact(SqliteConnection& connection, absl::string_view attempt,
                                         int64_t fencing_number, const v1::Artifact& artifact);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_JOB_LIFECYCLE_H_
