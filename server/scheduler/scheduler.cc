#include "server/scheduler/scheduler.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"
#include "server/scheduler/retry_policy.h"

namespace palimpsest {
namespace {

absl::Status LostLease(absl::string_view attempt) {
  return absl::FailedPreconditionError(
      absl::StrCat("the lease of ", attempt, " is not this worker's any more; drop the attempt"));
}

}  // namespace

Scheduler::Scheduler(Store& store, const Clock& clock, EventHub& hub,
                     const SchedulerOptions& options)
    : store_(store), clock_(clock), hub_(hub), options_(options), workers_(options.lease_timeout) {}

Scheduler::~Scheduler() { Drain(); }

absl::Status Scheduler::Recover() {
  ASSIGN_OR_RETURN(const std::vector<int64_t> queued, store_.QueuedJobs());
  ASSIGN_OR_RETURN(const std::vector<RunningAttempt> running, store_.RunningAttempts());
  for (const int64_t job : queued) {
    ASSIGN_OR_RETURN(const v1::Job stored, store_.GetJob(job));
    Enqueue(stored);
  }
  const absl::Time expiry = clock_.Now() + options_.lease_timeout;
  for (const RunningAttempt& attempt : running) {
    ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(attempt.attempt));
    ASSIGN_OR_RETURN(const v1::Job stored, store_.GetJob(name.job));
    absl::MutexLock lock(&mutex_);
    leases_[attempt.fencing_number] = {attempt.attempt, name.job, attempt.worker, expiry,
                                       stored.state() == v1::Job::CANCELLING};
  }
  return absl::OkStatus();
}

void Scheduler::Enqueue(const v1::Job& job) {
  const absl::StatusOr<int64_t> id = ParseJobName(job.name());
  if (!id.ok() || job.state() != v1::Job::QUEUED) return;
  {
    absl::MutexLock lock(&mutex_);
    queue_.Add(*id, job.spec().device());
  }
  Dispatch();
}

absl::StatusOr<v1::Job> Scheduler::Cancel(int64_t job) {
  ASSIGN_OR_RETURN(v1::Job cancelled, store_.RequestCancel(job, clock_.Now()));
  {
    absl::MutexLock lock(&mutex_);
    queue_.Remove(job);
    for (auto& [fencing_number, lease] : leases_) {
      if (lease.job == job) lease.cancel = true;
    }
  }
  hub_.Publish(job);
  return cancelled;
}

v1::RegisterWorkerResponse Scheduler::RegisterWorker(const v1::RegisterWorkerRequest& request) {
  v1::RegisterWorkerResponse response;
  *response.mutable_heartbeat_interval() = ToProto(options_.heartbeat_interval);
  *response.mutable_lease_timeout() = ToProto(options_.lease_timeout);
  absl::MutexLock lock(&mutex_);
  response.set_worker(workers_.Register(request, clock_.Now()));
  return response;
}

int64_t Scheduler::AcquireLease(const std::string& worker, absl::Time deadline,
                                LeaseCallback callback) {
  int64_t wait = 0;
  bool draining = false;
  absl::StatusOr<std::string> slot_kind;
  {
    absl::MutexLock lock(&mutex_);
    wait = ++last_wait_;
    draining = draining_;
    slot_kind = workers_.SlotKind(worker);
    if (slot_kind.ok() && !draining) {
      workers_.Touch(worker, clock_.Now()).IgnoreError();
      waiters_.push_back({wait, worker, *slot_kind, deadline, std::move(callback)});
    }
  }
  if (!slot_kind.ok()) {
    callback(slot_kind.status());
  } else if (draining) {
    callback(absl::UnavailableError("the server is stopping"));
  } else {
    Dispatch();
  }
  return wait;
}

void Scheduler::AbandonWait(int64_t wait) {
  EndWaits([wait](const Waiter& waiter) { return waiter.number == wait; });
}

void Scheduler::Dispatch() {
  Match match;
  while (TakeMatch(match)) Grant(std::move(match));
}

bool Scheduler::TakeMatch(Match& match) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return false;
  const absl::Time now = clock_.Now();
  for (auto waiter = waiters_.begin(); waiter != waiters_.end(); ++waiter) {
    absl::optional<QueuedJob> job = queue_.Take([&](absl::string_view device) {
      mutex_.AssertHeld();
      return device == waiter->slot_kind || !workers_.HasLiveWorkerOfKind(device, now);
    });
    if (!job.has_value()) continue;
    match = {std::move(*waiter), job->number, std::move(job->device)};
    waiters_.erase(waiter);
    return true;
  }
  return false;
}

void Scheduler::Grant(Match match) {
  const absl::Time now = clock_.Now();
  const absl::StatusOr<v1::Lease> lease = store_.StartAttempt(match.job, match.waiter.worker, now);
  if (absl::IsFailedPrecondition(lease.status())) {
    // Cancelled in between: nothing to run.
    return match.waiter.callback(v1::AcquireLeaseResponse());
  }
  if (!lease.ok()) {
    // The store cannot be written (a full disk, say): the job waits on, and the worker for a while.
    {
      absl::MutexLock lock(&mutex_);
      queue_.Add(match.job, match.device);
    }
    return match.waiter.callback(absl::UnavailableError(absl::StrCat(
        "cannot start ", FormatJobName(match.job), " now: ", lease.status().message())));
  }
  {
    absl::MutexLock lock(&mutex_);
    leases_[lease->fencing_number()] = {lease->attempt(), match.job, match.waiter.worker,
                                        now + options_.lease_timeout, /*cancel=*/false};
    workers_.SetAttempt(match.waiter.worker, lease->attempt());
  }
  CatchUpOnCancel(match.job, lease->fencing_number());
  hub_.Publish(match.job);
  LogInfo(absl::StrCat(lease->attempt(), " goes to ", match.waiter.worker));
  v1::AcquireLeaseResponse response;
  *response.mutable_lease() = *lease;
  match.waiter.callback(std::move(response));
}

void Scheduler::CatchUpOnCancel(int64_t job, int64_t fencing_number) {
  const absl::StatusOr<v1::Job> stored = store_.GetJob(job);
  if (!stored.ok()) {
    LogError(absl::StrCat(FormatJobName(job), ": ", stored.status().message()));
  } else if (stored->state() == v1::Job::CANCELLING) {
    absl::MutexLock lock(&mutex_);
    const auto lease = leases_.find(fencing_number);
    if (lease != leases_.end()) lease->second.cancel = true;
  }
}

absl::StatusOr<v1::HeartbeatResponse> Scheduler::Heartbeat(const v1::HeartbeatRequest& request) {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(workers_.Touch(request.worker(), now));
  v1::HeartbeatResponse response;
  if (request.attempt().empty()) return response;
  const auto lease = leases_.find(request.fencing_number());
  if (lease == leases_.end() || lease->second.attempt != request.attempt()) {
    return LostLease(request.attempt());
  }
  // After a restart of the server the worker may have another name.
  lease->second.worker = request.worker();
  lease->second.expiry = now + options_.lease_timeout;
  workers_.SetAttempt(request.worker(), request.attempt());
  response.set_cancel(lease->second.cancel);
  return response;
}

absl::StatusOr<v1::ReportEventsResponse> Scheduler::ReportEvents(
    const v1::ReportEventsRequest& request) {
  ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(request.attempt()));
  ASSIGN_OR_RETURN(const AppendResult result, store_.AppendEvents(request, clock_.Now()));
  hub_.Publish(name.job);
  v1::ReportEventsResponse response;
  response.set_stored(result.stored);
  return response;
}

absl::Status Scheduler::CompleteAttempt(const v1::CompleteAttemptRequest& request) {
  ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(request.attempt()));
  const bool requeue = request.has_failure() && IsRetried(request.failure().kind(), name.attempt);
  ASSIGN_OR_RETURN(const v1::Job job, store_.EndAttempt(request, requeue, clock_.Now()));
  {
    absl::MutexLock lock(&mutex_);
    const auto lease = leases_.find(request.fencing_number());
    if (lease != leases_.end()) {
      workers_.ClearAttempt(lease->second.worker, lease->second.attempt);
      leases_.erase(lease);
    }
  }
  LogInfo(absl::StrCat(request.attempt(),
                       " has ended: ", request.has_failure() ? request.failure().message() : "done",
                       "; ", job.name(), " is ", v1::Job::State_Name(job.state())));
  hub_.Publish(name.job);
  Enqueue(job);
  return absl::OkStatus();
}

std::vector<v1::Worker> Scheduler::ListWorkers() {
  absl::MutexLock lock(&mutex_);
  return workers_.List(clock_.Now());
}

void Scheduler::Tick() {
  const absl::Time now = clock_.Now();
  ExpireLeases(now);
  EndWaits([now](const Waiter& waiter) { return waiter.deadline <= now; });
  {
    absl::MutexLock lock(&mutex_);
    workers_.Forget(now);
  }
  // Jobs whose grant failed wait in the queue for another try.
  Dispatch();
}

void Scheduler::ExpireLeases(absl::Time now) {
  std::vector<v1::CompleteAttemptRequest> lost;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [fencing_number, lease] : leases_) {
      if (lease.expiry > now) continue;
      v1::CompleteAttemptRequest request;
      request.set_attempt(lease.attempt);
      request.set_fencing_number(fencing_number);
      request.mutable_failure()->set_kind(v1::Failure::LOST);
      request.mutable_failure()->set_message(
          absl::StrCat("no heartbeat from ", lease.worker, " for ",
                       absl::FormatDuration(options_.lease_timeout)));
      lost.push_back(std::move(request));
    }
  }
  for (const v1::CompleteAttemptRequest& request : lost) {
    const absl::Status status = CompleteAttempt(request);
    // The worker itself was a moment faster, or the store cannot be written now: the next tick
    // tries again.
    if (!status.ok()) LogWarning(absl::StrCat(request.attempt(), ": ", status.message()));
    if (absl::IsFailedPrecondition(status)) {
      absl::MutexLock lock(&mutex_);
      leases_.erase(request.fencing_number());
    }
  }
}

void Scheduler::EndWaits(const std::function<bool(const Waiter&)>& is_over) {
  std::list<Waiter> over;
  {
    absl::MutexLock lock(&mutex_);
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      const auto next = std::next(waiter);
      if (is_over(*waiter)) over.splice(over.end(), waiters_, waiter);
      waiter = next;
    }
  }
  for (const Waiter& waiter : over) waiter.callback(v1::AcquireLeaseResponse());
}

void Scheduler::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  EndWaits([](const Waiter&) { return true; });
}

}  // namespace palimpsest
