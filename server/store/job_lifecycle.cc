#include "server/store/job_lifecycle.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"
#include "server/store/artifact_table.h"
#include "server/store/attempt_outcome.h"
#include "server/store/attempt_table.h"
#include "server/store/event_table.h"
#include "server/store/job_table.h"
#include "server/store/result_table.h"

namespace palimpsest {
namespace {

absl::StatusOr<v1::Job::State> StateAfter(SqliteConnection& connection, int64_t job_id,
                                          JobTransition transition) {
  ASSIGN_OR_RETURN(const v1::Job::State state, GetJobState(connection, job_id));
  absl::StatusOr<v1::Job::State> next = NextState(state, transition);
  if (!next.ok()) return Annotate(next.status(), FormatJobName(job_id));
  return next;
}

// Tells the watchers: appends the job as it is now to its events.
absl::StatusOr<v1::Job> Announce(SqliteConnection& connection, int64_t job_id, absl::Time now) {
  ASSIGN_OR_RETURN(v1::Job job, GetJob(connection, job_id));
  std::vector<v1::JobEvent> events(1);
  *events[0].mutable_time() = ToProto(now);
  events[0].set_attempt(job.attempts_size());
  *events[0].mutable_job() = job;
  events[0].set_last(HasEnded(job.state()));
  RETURN_IF_ERROR(InsertEvents(connection, job_id, events));
  return job;
}

absl::Status CheckReport(const v1::ReportEventsRequest& report, int64_t stored) {
  if (report.first_index() < 0 || report.first_index() > stored) {
    return absl::InvalidArgumentError(absl::StrCat(report.attempt(), ": events from index ",
                                                   report.first_index(), " do not join the ",
                                                   stored, " that are stored"));
  }
  for (const v1::JobEvent& event : report.events()) {
    if (event.has_progress() || event.has_metric() || event.has_log()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(report.attempt(), ": a worker reports progress, metrics and log lines only"));
  }
  return absl::OkStatus();
}

// Which way the job goes when its attempt ends like this.
absl::StatusOr<JobTransition> TransitionAtEnd(SqliteConnection& connection, int64_t job_id,
                                              const AttemptOutcome& outcome, bool requeue) {
  switch (outcome.state) {
    case v1::Attempt::SUCCEEDED:
      return JobTransition::kSucceed;
    case v1::Attempt::CANCELLED:
      return JobTransition::kStopped;
    case v1::Attempt::GIVEN_BACK:
      break;
    default:
      if (!requeue) return JobTransition::kFail;
  }
  // What would have been tried again is not, if a user wants it to stop.
  ASSIGN_OR_RETURN(const v1::Job::State state, GetJobState(connection, job_id));
  return state == v1::Job::CANCELLING ? JobTransition::kStopped : JobTransition::kRequeue;
}

// For an attempt that has ended: the job if it ended in the same way, as when a worker did not hear
// the answer and asks again.
absl::StatusOr<v1::Job> RepeatedEnd(SqliteConnection& connection, const LeaseRow& lease,
                                    const AttemptOutcome& outcome) {
  ASSIGN_OR_RETURN(v1::Job job, GetJob(connection, lease.attempt.job));
  AttemptOutcome earlier{lease.state, absl::nullopt, lease.failure};
  // A job that has a result got it from its only attempt that succeeded.
  if (lease.state == v1::Attempt::SUCCEEDED) earlier.result = job.result();
  if (SameOutcome(earlier, outcome)) return job;
  return absl::FailedPreconditionError(
      absl::StrCat(FormatAttemptName(lease.attempt), " has ended in another way: it is ",
                   v1::Attempt::State_Name(lease.state), "; drop it"));
}

}  // namespace

absl::StatusOr<v1::Job> CreateJob(SqliteConnection& connection, const NewJob& job, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::optional<int64_t> earlier,
                   FindRequest(connection, job.request_id, job.body_sha256));
  if (earlier.has_value()) return GetJob(connection, *earlier);
  ASSIGN_OR_RETURN(const int64_t id, InsertJob(connection, job, now));
  return Announce(connection, id, now);
}

absl::StatusOr<v1::Lease> StartAttempt(SqliteConnection& connection, int64_t job_id,
                                       absl::string_view worker, absl::Time now) {
  RETURN_IF_ERROR(StateAfter(connection, job_id, JobTransition::kLease).status());
  ASSIGN_OR_RETURN(const InsertedAttempt inserted, InsertAttempt(connection, job_id, worker, now));
  RETURN_IF_ERROR(SetJobRunning(connection, job_id, now));
  ASSIGN_OR_RETURN(v1::Job job, Announce(connection, job_id, now));
  v1::Lease lease;
  lease.set_attempt(FormatAttemptName(inserted.name));
  lease.set_fencing_number(inserted.fencing_number);
  *lease.mutable_spec() = std::move(*job.mutable_spec());
  return lease;
}

absl::StatusOr<AppendResult> AppendEvents(SqliteConnection& connection,
                                          const v1::ReportEventsRequest& report, absl::Time now) {
  ASSIGN_OR_RETURN(const LeaseRow lease,
                   ReadRunningLease(connection, report.attempt(), report.fencing_number()));
  RETURN_IF_ERROR(CheckReport(report, lease.stored_events));
  AppendResult result;
  result.stored = lease.stored_events;
  const int64_t known = lease.stored_events - report.first_index();
  if (known >= report.events_size()) return result;
  const v1::Progress* progress = nullptr;
  for (int i = static_cast<int>(known); i < report.events_size(); ++i) {
    v1::JobEvent& event = result.appended.emplace_back(report.events(i));
    if (!event.has_time()) *event.mutable_time() = ToProto(now);
    event.set_attempt(lease.attempt.attempt);
    event.clear_last();
    if (event.has_progress()) progress = &report.events(i).progress();
  }
  RETURN_IF_ERROR(InsertEvents(connection, lease.attempt.job, result.appended));
  if (progress != nullptr) {
    RETURN_IF_ERROR(SetJobProgress(connection, lease.attempt.job, *progress));
  }
  result.stored = report.first_index() + report.events_size();
  RETURN_IF_ERROR(SetStoredEvents(connection, lease.attempt, result.stored));
  return result;
}

absl::StatusOr<v1::Job> RequestCancel(SqliteConnection& connection, int64_t job_id,
                                      absl::Time now) {
  ASSIGN_OR_RETURN(const v1::Job::State state, GetJobState(connection, job_id));
  ASSIGN_OR_RETURN(const v1::Job::State next,
                   StateAfter(connection, job_id, JobTransition::kCancel));
  if (next == state) return GetJob(connection, job_id);
  RETURN_IF_ERROR(HasEnded(next) ? SetJobEnded(connection, job_id, next, absl::nullopt, now)
                                 : SetJobState(connection, job_id, next));
  return Announce(connection, job_id, now);
}

absl::StatusOr<v1::Job> EndAttempt(SqliteConnection& connection,
                                   const v1::CompleteAttemptRequest& end, bool requeue,
                                   absl::Time now) {
  ASSIGN_OR_RETURN(const AttemptOutcome outcome, OutcomeOf(end));
  if (requeue && !outcome.failure.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(end.attempt(), ": only a failed attempt can be tried again"));
  }
  ASSIGN_OR_RETURN(const LeaseRow lease,
                   ReadLease(connection, end.attempt(), end.fencing_number()));
  if (lease.state != v1::Attempt::RUNNING) return RepeatedEnd(connection, lease, outcome);

  const int64_t job_id = lease.attempt.job;
  ASSIGN_OR_RETURN(const JobTransition transition,
                   TransitionAtEnd(connection, job_id, outcome, requeue));
  ASSIGN_OR_RETURN(const v1::Job::State next, StateAfter(connection, job_id, transition));
  RETURN_IF_ERROR(SetAttemptEnded(connection, lease.attempt, outcome.state, outcome.failure, now));
  if (outcome.result.has_value()) {
    RETURN_IF_ERROR(InsertResult(connection, lease.attempt, *outcome.result));
  }
  if (HasEnded(next)) {
    // A job that was cancelled has not failed, whatever its last attempt ran into.
    const absl::optional<v1::Failure> failure =
        next == v1::Job::FAILED ? outcome.failure : absl::nullopt;
    RETURN_IF_ERROR(SetJobEnded(connection, job_id, next, failure, now));
  } else {
    RETURN_IF_ERROR(SetJobState(connection, job_id, next));
  }
  return Announce(connection, job_id, now);
}

absl::StatusOr<v1::Artifact> AddArtifact(SqliteConnection& connection, absl::string_view attempt,
                                         int64_t fencing_number, const v1::Artifact& artifact) {
  if (!IsValidArtifactFileName(artifact.file_name())) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", artifact.file_name(), "' is no file name of an artifact"));
  }
  ASSIGN_OR_RETURN(const LeaseRow lease, ReadRunningLease(connection, attempt, fencing_number));
  RETURN_IF_ERROR(UpsertArtifact(connection, lease.attempt, artifact));
  return GetArtifact(connection, lease.attempt.job, artifact.file_name());
}

}  // namespace palimpsest
