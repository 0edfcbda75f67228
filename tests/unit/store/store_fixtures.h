#ifndef PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_
#define PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store.h"

namespace palimpsest {

// A folder that goes when the object does.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(absl::string_view name) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

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

// Of an absl::Status or StatusOr: its code is `code` and its message contains `text`.
const absl::Status& StatusOf(const absl::Status& status);
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}
MATCHER_P2(IsStatus, code, text, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         status.message().find(absl::string_view(text)) != absl::string_view::npos;
}
MATCHER(IsOk, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Equal messages, bit by bit.
MATCHER_P(EqualsProto, expected, "") {
  *result_listener << arg.DebugString();
  return arg.SerializeAsString() == expected.SerializeAsString();
}

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_STORE_STORE_FIXTURES_H_
