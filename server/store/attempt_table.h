#ifndef PALIMPSEST_SERVER_STORE_ATTEMPT_TABLE_H_
#define PALIMPSEST_SERVER_STORE_ATTEMPT_TABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/job/resource_names.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store_types.h"

namespace palimpsest {

// Rows of `attempts` and the counter of leases. Within a transaction of the caller; errors of
// SqliteConnection.

// Adds the next attempt of the job, running, with a fencing number higher than every one granted
// before.
struct InsertedAttempt {
  AttemptName name;
  int64_t fencing_number = 0;
};
absl::StatusOr<InsertedAttempt> InsertAttempt(SqliteConnection& connection, int64_t job_id,
                                              absl::string_view worker, absl::Time now);

// In order of their numbers.
absl::StatusOr<std::vector<v1::Attempt>> ReadAttempts(SqliteConnection& connection, int64_t job_id);

// In order of the jobs' ids.
absl::StatusOr<std::vector<RunningAttempt>> RunningAttempts(SqliteConnection& connection);

// The number of the job's newest attempt, 0 if it has none.
absl::StatusOr<int> NewestAttempt(SqliteConnection& connection, int64_t job_id);

// A lease as a worker presents it.
struct LeaseRow {
  AttemptName attempt;
  v1::Attempt::State state = v1::Attempt::STATE_UNSPECIFIED;
  absl::optional<v1::Failure> failure;
  int64_t stored_events = 0;
};
// INVALID_ARGUMENT for a malformed name, NOT_FOUND if there is no such attempt, FAILED_PRECONDITION
// if it was leased with another fencing number.
absl::StatusOr<LeaseRow> ReadLease(SqliteConnection& connection, absl::string_view attempt,
                                   int64_t fencing_number);
// As ReadLease(), and FAILED_PRECONDITION if the attempt has ended.
absl::StatusOr<LeaseRow> ReadRunningLease(SqliteConnection& connection, absl::string_view attempt,
                                          int64_t fencing_number);

// To SUCCEEDED, CANCELLED or (then with a failure) FAILED.
absl::Status SetAttemptEnded(SqliteConnection& connection, const AttemptName& attempt,
                             v1::Attempt::State state, const absl::optional<v1::Failure>& failure,
                             absl::Time now);
absl::Status SetStoredEvents(SqliteConnection& connection, const AttemptName& attempt,
                             int64_t stored_events);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_ATTEMPT_TABLE_H_
