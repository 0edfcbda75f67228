#include "server/worker/attempt_runner.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/base/log.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/job/metrics_csv.h"
#include "server/worker/failures.h"
#include "server/worker/leftovers.h"

namespace palimpsest {
namespace {

v1::RunEnded Failed(const v1::Failure& failure) {
  v1::RunEnded ended;
  *ended.mutable_failure() = failure;
  return ended;
}

v1::RunEnded Cancelled() {
  v1::RunEnded ended;
  ended.mutable_cancelled();
  return ended;
}

bool IsOver(const AttemptControl::Requests& requests) { return requests.lost || requests.stop; }

bool HasALease(const AttemptControl::Requests& requests) { return !IsOver(requests); }

// An attempt that ends otherwise needs no artifacts of a result.
bool EndsWithResult(const AttemptControl::Requests& requests) {
  return HasALease(requests) && !requests.cancel && !requests.failure.has_value();
}

// What was asked for from outside goes before what the engine says: the server waits for it.
v1::RunEnded Decide(v1::RunEnded ended, const AttemptControl::Requests& requests) {
  if (requests.cancel) return Cancelled();
  if (requests.failure.has_value()) return Failed(*requests.failure);
  if (ended.has_result() || ended.has_failure()) return ended;
  return Failed(MakeFailure(v1::Failure::INTERNAL,
                            ended.has_cancelled() ? "the engine stopped the run by itself"
                                                  : "the engine ended the run without an outcome"));
}

std::string Summary(const v1::RunEnded& ended) {
  if (ended.has_result()) return "succeeded";
  if (ended.has_cancelled()) return "was cancelled";
  return absl::StrCat("failed (", v1::Failure::Kind_Name(ended.failure().kind()),
                      "): ", ended.failure().message());
}

v1::JobEvent Warning(absl::string_view text) {
  v1::JobEvent event;
  event.mutable_log()->set_severity(v1::LogLine::WARNING);
  event.mutable_log()->set_text(std::string(text));
  return event;
}

// Whether the engine's process may be in no state for another job: a defect in it, memory that is
// not given back, a device that has faulted. A new one costs seconds, a job that fails of what the
// last one left costs an attempt.
bool LeavesEngineUnsound(const v1::RunEnded& ended) {
  if (!ended.has_failure()) return !ended.has_result() && !ended.has_cancelled();
  switch (ended.failure().kind()) {
    case v1::Failure::INTERNAL:
    case v1::Failure::OUT_OF_MEMORY:
    case v1::Failure::DEVICE_FAULT:
      return true;
    default:
      return false;
  }
}

bool IsFileName(absl::string_view name) {
  return !name.empty() && name != "." && name != ".." && !absl::StrContains(name, '/');
}

}  // namespace

void AttemptRunner::Run(const v1::Lease& lease, AttemptControl& control) {
  LogInfo(absl::StrCat(lease.attempt(), " begins"));
  const std::string folder =
      absl::StrCat(options_.work_dir, "/", AttemptFolderName(lease.attempt()));
  absl::Cleanup remove_folder = [&folder] {
    const absl::Status removed = RemoveAll(folder);
    if (!removed.ok()) LogWarning(removed.message());
  };
  EventReporter reporter(client_, lease, control, options_.events);
  metrics_.Clear();
  const v1::RunEnded ended = RunInFolder(lease, folder, reporter, control);
  // Whether or not the events could be delivered: the control knows.
  reporter.Flush();
  const AttemptControl::Requests requests = control.requests();
  if (IsOver(requests)) {
    LogWarning(absl::StrCat(lease.attempt(), requests.lost ? " was taken from this worker; dropped"
                                                           : " stops with this worker"));
    return;
  }
  Complete(lease, Decide(ended, requests), control);
}

v1::RunEnded AttemptRunner::RunInFolder(const v1::Lease& lease, const std::string& folder,
                                        EventReporter& reporter, AttemptControl& control) {
  for (const absl::Status& status :
       {RemoveAll(folder), CreateDirectories(folder), CreateDirectories(options_.cache_dir)}) {
    if (!status.ok()) return Failed(FailureOfStatus(status));
  }
  v1::RunEnded ended = RunOnEngine(lease, folder, reporter, control);
  if (!ended.has_result()) {
    KeepMetrics(lease, folder, control);
    return ended;
  }
  for (const v1::Artifact& artifact : ended.artifacts()) {
    const absl::Status uploaded = Upload(lease, folder, artifact, EndsWithResult, control);
    if (!uploaded.ok()) {
      return Failed(FailureOfStatus(
          Annotate(uploaded, absl::StrCat("store the artifact ", artifact.file_name()))));
    }
  }
  return ended;
}

v1::RunEnded AttemptRunner::RunOnEngine(const v1::Lease& lease, const std::string& folder,
                                        EventReporter& reporter, AttemptControl& control) {
  const absl::StatusOr<EngineProcess*> engine = engine_.Get(control.wake_up());
  if (!engine.ok()) {
    return Failed(MakeFailure(v1::Failure::CRASHED, engine.status().message()));
  }
  v1::ToEngine frame;
  v1::RunJob& run = *frame.mutable_run();
  *run.mutable_spec() = lease.spec();
  run.set_work_dir(folder);
  run.set_cache_dir(options_.cache_dir);
  run.mutable_dataset_dirs()->insert(options_.datasets.begin(), options_.datasets.end());
  absl::StatusOr<v1::RunEnded> ended = Follow(**engine, frame, reporter, control);
  if (ended.ok()) return *std::move(ended);
  v1::RunEnded death = Failed((*engine)->Autopsy(ended.status()));
  engine_.Discard();
  return death;
}

absl::StatusOr<v1::RunEnded> AttemptRunner::Follow(EngineProcess& engine, const v1::ToEngine& run,
                                                   EventReporter& reporter,
                                                   AttemptControl& control) {
  RETURN_IF_ERROR(engine.Send(run));
  bool cancel_sent = false;
  SteadyTime kill_time = SteadyTime::InfiniteFuture();
  while (true) {
    ASSIGN_OR_RETURN(absl::optional<v1::FromEngine> frame,
                     engine.Receive(kill_time, control.wake_up()));
    control.wake_up().Clear();
    const AttemptControl::Requests requests = control.requests();
    if (requests.stop) {
      engine_.Discard();
      return v1::RunEnded();
    }
    if (!cancel_sent && (requests.cancel || requests.lost || requests.failure.has_value())) {
      v1::ToEngine cancel;
      cancel.mutable_cancel();
      RETURN_IF_ERROR(engine.Send(cancel));
      cancel_sent = true;
      kill_time = SteadyNow() + options_.cancel_grace;
    }
    if (!frame.has_value()) {
      if (SteadyNow() < kill_time) continue;
      reporter.Add(
          Warning(absl::StrCat("the engine did not stop within ",
                               absl::FormatDuration(options_.cancel_grace), " and was killed")));
      engine_.Discard();
      return Cancelled();
    }
    switch (frame->frame_case()) {
      case v1::FromEngine::kEvent:
        if (frame->event().has_metric()) *metrics_.Add() = frame->event().metric();
        reporter.Add(std::move(*frame->mutable_event()));
        break;
      case v1::FromEngine::kEnded:
        if (LeavesEngineUnsound(frame->ended())) {
          engine_.Discard();
        } else {
          engine_.NoteJob();
        }
        return std::move(*frame->mutable_ended());
      default:
        return absl::DataLossError("the engine sent a second hello");
    }
  }
}

void AttemptRunner::KeepMetrics(const v1::Lease& lease, const std::string& folder,
                                AttemptControl& control) {
  if (metrics_.empty() || IsOver(control.requests())) return;
  const std::string content = MetricsCsv(metrics_);
  v1::Artifact artifact;
  artifact.set_file_name("metrics.csv");
  artifact.set_sha256(Sha256Hex(content));
  absl::Status kept = WriteFileAtomically(absl::StrCat(folder, "/", artifact.file_name()), content);
  if (kept.ok()) kept = Upload(lease, folder, artifact, HasALease, control);
  // The job ends as it ended, with them or without.
  if (!kept.ok()) LogWarning(absl::StrCat(lease.attempt(), ": metrics.csv: ", kept.message()));
}

absl::Status AttemptRunner::Upload(const v1::Lease& lease, const std::string& folder,
                                   const v1::Artifact& artifact,
                                   bool (*is_wanted)(const AttemptControl::Requests&),
                                   AttemptControl& control) {
  if (!IsFileName(artifact.file_name())) return absl::InternalError("it is not a file name");
  const std::string path = absl::StrCat(folder, "/", artifact.file_name());
  v1::UploadArtifactRequest::Header header;
  header.set_attempt(lease.attempt());
  header.set_fencing_number(lease.fencing_number());
  header.mutable_artifact()->set_file_name(artifact.file_name());
  ASSIGN_OR_RETURN(const int64_t size_bytes, FileSizeBytes(path));
  header.mutable_artifact()->set_size_bytes(size_bytes);
  ASSIGN_OR_RETURN(*header.mutable_artifact()->mutable_sha256(), Sha256HexOfFile(path));
  if (header.artifact().sha256() != artifact.sha256()) {
    return absl::DataLossError(absl::StrCat("the engine wrote SHA-256 ", artifact.sha256(),
                                            ", the file has ", header.artifact().sha256()));
  }
  // At least 1 MiB a second.
  const absl::Duration timeout = 6 * options_.call_timeout + absl::Seconds(size_bytes >> 20);
  Backoff backoff(options_.backoff);
  absl::Status status;
  do {
    status = client_.UploadArtifact(header, path, timeout);
    if (IsLost(status)) control.LoseLease();
    // The control has the reason.
    if (!is_wanted(control.requests())) return status;
  } while (IsTransient(status) && control.Pause(backoff.Next()));
  return status;
}

void AttemptRunner::Complete(const v1::Lease& lease, const v1::RunEnded& ended,
                             AttemptControl& control) {
  v1::CompleteAttemptRequest request;
  request.set_attempt(lease.attempt());
  request.set_fencing_number(lease.fencing_number());
  if (ended.has_result()) *request.mutable_result() = ended.result();
  if (ended.has_failure()) *request.mutable_failure() = ended.failure();
  if (ended.has_cancelled()) request.mutable_cancelled();
  Backoff backoff(options_.backoff);
  absl::Status status;
  do {
    status = client_.CompleteAttempt(request, options_.call_timeout);
    if (!status.ok() && !IsTransient(status) && !IsLost(status) && request.has_result()) {
      // A result that the server cannot take must not leave the job running.
      *request.mutable_failure() = FailureOfStatus(Annotate(status, "store the result"));
      status = client_.CompleteAttempt(request, options_.call_timeout);
    }
  } while (IsTransient(status) && control.Pause(backoff.Next()));
  if (status.ok()) {
    LogInfo(absl::StrCat(lease.attempt(), " ", Summary(ended)));
  } else {
    LogWarning(absl::StrCat(lease.attempt(), " ", Summary(ended), ", but the server did not take ",
                            "it: ", status.message()));
  }
}

}  // namespace palimpsest
