#ifndef PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_
#define PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {

// The n-th second of the tests' time.
absl::Time At(int seconds);

// The test fails if they cannot be opened.
std::unique_ptr<Store> OpenStore(const std::string& path);
std::unique_ptr<SqliteConnection> OpenConnection(const std::string& path);

// A queued job of "ada" without a request_id; its id.
int64_t AddJob(Store& store, absl::string_view display_name = "a job");

// Starts the job as "workers/1".
v1::Lease Start(Store& store, int64_t job_id, absl::Time now = At(1));

// What a worker reports: `events`, the first of them with this index within the attempt.
v1::ReportEventsRequest Report(const v1::Lease& lease, int64_t first_index,
                               const std::vector<v1::JobEvent>& events);

v1::JobEvent MetricEvent(absl::string_view name, int64_t step, double value);
v1::JobEvent LogEvent(absl::string_view text);
v1::JobEvent ProgressEvent(v1::Progress::Phase phase, double fraction);

v1::JobResult SomeResult();

// Ways to end the attempt of a lease.
v1::CompleteAttemptRequest Success(const v1::Lease& lease);
v1::CompleteAttemptRequest FailureOf(const v1::Lease& lease, v1::Failure::Kind kind,
                                     absl::string_view message);
v1::CompleteAttemptRequest Stopped(const v1::Lease& lease);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_
