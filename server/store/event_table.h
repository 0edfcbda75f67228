#ifndef PALIMPSEST_SERVER_STORE_EVENT_TABLE_H_
#define PALIMPSEST_SERVER_STORE_EVENT_TABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// Rows of `events`. Within a transaction of the caller; errors of SqliteConnection.

// Appends the events, in order, to those of the job and fills in their sequences, which rise by one
// from event to event. Attempt and time are stored as given. NOT_FOUND if there is no such job.
absl::Status InsertEvents(SqliteConnection& connection, int64_t job_id,
                          std::vector<v1::JobEvent>& events);

// The first `limit` events with a higher sequence, in order; none for a job that does not exist.
absl::StatusOr<std::vector<v1::JobEvent>> EventsAfter(SqliteConnection& connection, int64_t job_id,
                                                      int64_t sequence, int limit);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_EVENT_TABLE_H_
