#include "server/scheduler/scheduler.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "server/scheduler/retry_policy.h"
#include "server/scheduler/waiting.h"

namespace palimpsest {
namespace {

absl::string_view Describe(const v1::CompleteAttemptRequest& end) {
  if (end.has_failure()) return end.failure().message();
  if (end.has_cancelled()) return "cancelled";
  return end.has_given_back() ? "given back" : "done";
}

}  // namespace

Scheduler::Scheduler(Store& store, const Clock& clock, EventHub& hub,
                     const SchedulerOptions& options)
    : store_(store),
      clock_(clock),
      hub_(hub),
      options_(options),
      // A lease that was beaten for as workers are told to outlives one such gap.
      lease_clock_(clock.SteadyNow(), options.lease_timeout / 4),
      workers_(options.lease_timeout),
      leases_(options.lease_timeout) {}

Scheduler::~Scheduler() { Drain(); }

absl::Status Scheduler::Recover() {
  ASSIGN_OR_RETURN(const std::vector<int64_t> queued, store_.QueuedJobs());
  ASSIGN_OR_RETURN(const std::vector<RunningAttempt> running, store_.RunningAttempts());
  for (const int64_t job : queued) {
    const absl::StatusOr<v1::Job> stored = store_.GetJob(job);
    if (stored.ok()) {
      Enqueue(*stored);
    } else {
      LogError(absl::StrCat(FormatJobName(job), " is set aside: ", stored.status().message()));
    }
  }
  for (const RunningAttempt& attempt : running) {
    ASSIGN_OR_RETURN(const AttemptName name, ParseAttemptName(attempt.attempt));
    ASSIGN_OR_RETURN(const v1::Job stored, store_.GetJob(name.job));
    absl::MutexLock lock(&mutex_);
    leases_.Add({attempt.fencing_number, attempt.attempt, name.job, attempt.worker,
                 /*cancel=*/stored.state() == v1::Job::CANCELLING},
                LeaseTime());
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
    leases_.Cancel(job);
  }
  hub_.Publish(job);
  return cancelled;
}

absl::StatusOr<v1::RegisterWorkerResponse> Scheduler::RegisterWorker(
    const v1::RegisterWorkerRequest& request) {
  {
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(workers_.Register(request, {LeaseTime(), clock_.Now()}));
  }
  v1::RegisterWorkerResponse response;
  *response.mutable_heartbeat_interval() = ToProto(options_.heartbeat_interval);
  *response.mutable_lease_timeout() = ToProto(options_.lease_timeout);
  return response;
}

int64_t Scheduler::AcquireLease(const std::string& worker, absl::Duration max_wait,
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
      workers_.Touch(worker, {LeaseTime(), clock_.Now()}).IgnoreError();
      waiters_.push_back(
          {wait, worker, *slot_kind, clock_.SteadyNow() + max_wait, std::move(callback)});
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
  for (auto waiter = waiters_.begin(); waiter != waiters_.end(); ++waiter) {
    const absl::optional<int64_t> job = queue_.Take(waiter->slot_kind);
    if (!job.has_value()) continue;
    match = {std::move(*waiter), *job};
    waiters_.erase(waiter);
    return true;
  }
  return false;
}

void Scheduler::Grant(Match match) {
  const absl::StatusOr<v1::Lease> lease =
      store_.StartAttempt(match.job, match.waiter.worker, clock_.Now());
  if (absl::IsFailedPrecondition(lease.status())) {
    // Cancelled in between: nothing to run.
    return match.waiter.callback(v1::AcquireLeaseResponse());
  }
  if (absl::IsUnavailable(lease.status()) || absl::IsResourceExhausted(lease.status())) {
    return TakeBack(std::move(match), lease.status());
  }
  if (!lease.ok()) {
    // It cannot be read: it must not keep the jobs behind it from the worker.
    LogError(absl::StrCat(FormatJobName(match.job), " is set aside: ", lease.status().message()));
    return match.waiter.callback(v1::AcquireLeaseResponse());
  }
  // From here on: the disk may have taken its time.
  const SteadyTime granted = clock_.SteadyNow();
  {
    absl::MutexLock lock(&mutex_);
    grant_status_ = absl::OkStatus();
    leases_.Add({lease->fencing_number(), lease->attempt(), match.job, match.waiter.worker,
                 /*cancel=*/false},
                lease_clock_.At(granted));
    workers_.SetAttempt(match.waiter.worker, lease->attempt());
  }
  CatchUpOnCancel(match.job);
  hub_.Publish(match.job);
  LogInfo(absl::StrCat(lease->attempt(), " goes to ", match.waiter.worker));
  v1::AcquireLeaseResponse response;
  *response.mutable_lease() = *lease;
  match.waiter.callback(std::move(response));
}

void Scheduler::TakeBack(Match match, const absl::Status& error) {
  {
    absl::MutexLock lock(&mutex_);
    grant_status_ = error;
    queue_.Add(match.job, match.waiter.slot_kind);
  }
  match.waiter.callback(absl::UnavailableError(
      absl::StrCat("cannot start ", FormatJobName(match.job), " now: ", error.message())));
}

void Scheduler::CatchUpOnCancel(int64_t job) {
  const absl::StatusOr<v1::Job> stored = store_.GetJob(job);
  if (!stored.ok()) {
    LogError(absl::StrCat(FormatJobName(job), ": ", stored.status().message()));
  } else if (stored->state() == v1::Job::CANCELLING) {
    absl::MutexLock lock(&mutex_);
    leases_.Cancel(job);
  }
}

absl::StatusOr<v1::HeartbeatResponse> Scheduler::Heartbeat(const v1::HeartbeatRequest& request) {
  absl::MutexLock lock(&mutex_);
  const SteadyTime now = LeaseTime();
  RETURN_IF_ERROR(workers_.Touch(request.worker(), {now, clock_.Now()}));
  v1::HeartbeatResponse response;
  if (request.attempt().empty()) return response;
  ASSIGN_OR_RETURN(const HeldLease lease, leases_.Renew(request, now));
  // A worker that the server had forgotten tells in this way what it runs.
  workers_.SetAttempt(request.worker(), request.attempt());
  response.set_cancel(lease.cancel);
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
  bool requeue = false;
  if (request.has_failure()) {
    ASSIGN_OR_RETURN(const v1::Job so_far, store_.GetJob(name.job));
    requeue = IsRetried(request.failure().kind(), so_far);
  }
  ASSIGN_OR_RETURN(const v1::Job job, store_.EndAttempt(request, requeue, clock_.Now()));
  {
    absl::MutexLock lock(&mutex_);
    const absl::optional<HeldLease> lease = leases_.Remove(request.fencing_number());
    if (lease.has_value()) workers_.ClearAttempt(lease->worker, lease->attempt);
  }
  LogInfo(absl::StrCat(request.attempt(), " has ended: ", Describe(request), "; ", job.name(),
                       " is ", v1::Job::State_Name(job.state())));
  hub_.Publish(name.job);
  Enqueue(job);
  return absl::OkStatus();
}

std::vector<v1::Worker> Scheduler::ListWorkers() {
  absl::MutexLock lock(&mutex_);
  return workers_.List(LeaseTime());
}

absl::optional<std::string> Scheduler::WaitingFor(int64_t job) {
  absl::MutexLock lock(&mutex_);
  const absl::optional<JobQueue::Place> place = queue_.Find(job);
  if (!place.has_value()) return absl::nullopt;
  const WorkerRegistry::Live live = workers_.CountLive(place->slot_kind, LeaseTime());
  WaitSnapshot snapshot;
  snapshot.slot_kind = place->slot_kind;
  snapshot.jobs_before = place->jobs_before;
  snapshot.live_workers = live.all;
  snapshot.busy_workers = live.busy;
  snapshot.draining = draining_;
  snapshot.store_error = std::string(grant_status_.message());
  return palimpsest::WaitingFor(snapshot);
}

void Scheduler::Tick() {
  const SteadyTime now = clock_.SteadyNow();
  {
    absl::MutexLock lock(&mutex_);
    lease_clock_.Tick(now);
    workers_.Forget(lease_clock_.At(now));
  }
  ExpireLeases();
  EndWaits([now](const Waiter& waiter) { return waiter.deadline <= now; });
  // Jobs whose grant failed wait in the queue for another try.
  Dispatch();
}

void Scheduler::ExpireLeases() {
  std::vector<HeldLease> expired;
  {
    absl::MutexLock lock(&mutex_);
    expired = leases_.Expired(LeaseTime());
  }
  for (const HeldLease& lease : expired) {
    v1::CompleteAttemptRequest request;
    request.set_attempt(lease.attempt);
    request.set_fencing_number(lease.fencing_number);
    request.mutable_failure()->set_kind(v1::Failure::LOST);
    request.mutable_failure()->set_message(absl::StrCat(
        "no heartbeat from ", lease.worker, " for ", absl::FormatDuration(options_.lease_timeout)));
    const absl::Status status = CompleteAttempt(request);
    if (status.ok()) continue;
    // The worker itself was a moment faster, or the store cannot be written now: the next tick
    // tries again.
    LogWarning(absl::StrCat(lease.attempt, ": ", status.message()));
    if (absl::IsFailedPrecondition(status)) {
      absl::MutexLock lock(&mutex_);
      leases_.Remove(lease.fencing_number);
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
