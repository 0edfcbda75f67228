#include "tests/unit/store/store_fixtures.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/job/resource_names.h"

namespace palimpsest {

absl::Time At(int seconds) { return absl::FromUnixSeconds(1700000000 + seconds); }

std::unique_ptr<Store> OpenStore(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(path);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

std::unique_ptr<SqliteConnection> OpenConnection(const std::string& path) {
  absl::StatusOr<std::unique_ptr<SqliteConnection>> connection = SqliteConnection::Open(path);
  EXPECT_TRUE(connection.ok()) << connection.status();
  return *std::move(connection);
}

int64_t AddJob(Store& store, absl::string_view display_name) {
  NewJob new_job;
  new_job.spec.set_display_name(std::string(display_name));
  new_job.user = "ada";
  const absl::StatusOr<v1::Job> job = store.CreateJob(new_job, At(0));
  EXPECT_TRUE(job.ok()) << job.status();
  return *ParseJobName(job->name());
}

v1::Lease Start(Store& store, int64_t job_id, absl::Time now) {
  absl::StatusOr<v1::Lease> lease = store.StartAttempt(job_id, "workers/1", now);
  EXPECT_TRUE(lease.ok()) << lease.status();
  return *std::move(lease);
}

v1::ReportEventsRequest Report(const v1::Lease& lease, int64_t first_index,
                               const std::vector<v1::JobEvent>& events) {
  v1::ReportEventsRequest report;
  report.set_attempt(lease.attempt());
  report.set_fencing_number(lease.fencing_number());
  report.set_first_index(first_index);
  for (const v1::JobEvent& event : events) *report.add_events() = event;
  return report;
}

v1::JobEvent MetricEvent(absl::string_view name, int64_t step, double value) {
  v1::JobEvent event;
  event.mutable_metric()->set_name(std::string(name));
  event.mutable_metric()->set_phase(v1::Progress::TRAINING);
  event.mutable_metric()->set_step(step);
  event.mutable_metric()->set_value(value);
  return event;
}

v1::JobEvent LogEvent(absl::string_view text) {
  v1::JobEvent event;
  event.mutable_log()->set_severity(v1::LogLine::INFO);
  event.mutable_log()->set_text(std::string(text));
  return event;
}

v1::JobEvent ProgressEvent(v1::Progress::Phase phase, double fraction) {
  v1::JobEvent event;
  event.mutable_progress()->set_phase(phase);
  event.mutable_progress()->set_fraction(fraction);
  return event;
}

v1::JobResult SomeResult() {
  v1::JobResult result;
  result.set_float_accuracy(0.9123);
  result.set_plain_accuracy(0.1 + 0.2);
  result.set_one_shot_accuracy(1e-7);
  result.set_final_accuracy(0.9);
  result.set_cells_per_weight(4.2);
  result.set_capacity_factor(1.904761904761905);
  result.add_layers()->set_name("conv1.weight");
  return result;
}

namespace {

v1::CompleteAttemptRequest EndOf(const v1::Lease& lease) {
  v1::CompleteAttemptRequest end;
  end.set_attempt(lease.attempt());
  end.set_fencing_number(lease.fencing_number());
  return end;
}

}  // namespace

v1::CompleteAttemptRequest Success(const v1::Lease& lease) {
  v1::CompleteAttemptRequest end = EndOf(lease);
  *end.mutable_result() = SomeResult();
  return end;
}

v1::CompleteAttemptRequest FailureOf(const v1::Lease& lease, v1::Failure::Kind kind,
                                     absl::string_view message) {
  v1::CompleteAttemptRequest end = EndOf(lease);
  end.mutable_failure()->set_kind(kind);
  end.mutable_failure()->set_message(std::string(message));
  return end;
}

v1::CompleteAttemptRequest Stopped(const v1::Lease& lease) {
  v1::CompleteAttemptRequest end = EndOf(lease);
  end.mutable_cancelled();
  return end;
}

}  // namespace palimpsest
