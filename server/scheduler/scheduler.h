#ifndef PALIMPSEST_SERVER_SCHEDULER_SCHEDULER_H_
#define PALIMPSEST_SERVER_SCHEDULER_SCHEDULER_H_

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/scheduler/event_hub.h"
#include "server/scheduler/job_queue.h"
#include "server/scheduler/lease_clock.h"
#include "server/scheduler/lease_table.h"
#include "server/scheduler/worker_registry.h"
#include "server/store/store.h"

namespace palimpsest {

struct SchedulerOptions {
  // A lease without a heartbeat for this long is lost.
  absl::Duration lease_timeout = absl::Seconds(15);
  // What workers are told to beat at.
  absl::Duration heartbeat_interval = absl::Seconds(2);
};

// Decides which worker runs which job, and moves jobs through their states
// (common/job/state_machine.h). What it decides is in the store before anybody is told; its own
// memory can be rebuilt from there. Jobs go first come, first served, to a worker of their device's
// kind, and wait until there is one. Thread-safe; store calls are made without the lock.
class Scheduler {
 public:
  // Called once with a lease, with an empty response after the wait, or with an error.
  using LeaseCallback = std::function<void(absl::StatusOr<v1::AcquireLeaseResponse>)>;

  // All must outlive the scheduler.
  Scheduler(Store& store, const Clock& clock, EventHub& hub, const SchedulerOptions& options);
  // Answers who still waits.
  ~Scheduler();

  // Takes up what an earlier server left: queues what was queued, and gives running attempts one
  // lease timeout to be heard of. Call once, before anything else.
  absl::Status Recover();

  // A new job in the store, QUEUED.
  void Enqueue(const v1::Job& job);
  // NOT_FOUND; FAILED_PRECONDITION if it has ended.
  absl::StatusOr<v1::Job> Cancel(int64_t job);

  // INVALID_ARGUMENT for a malformed name or an unknown kind of slot. Never waits for the store.
  absl::StatusOr<v1::RegisterWorkerResponse> RegisterWorker(
      const v1::RegisterWorkerRequest& request);
  // Calls back at once or later, after `max_wait` at the latest (by the Tick after it). NOT_FOUND
  // for unknown workers; UNAVAILABLE while the store cannot be written or the server is stopping:
  // ask again after a pause. The number names the wait for AbandonWait.
  int64_t AcquireLease(const std::string& worker, absl::Duration max_wait, LeaseCallback callback);
  // The worker does not wait any more: calls back with an empty response unless that happened
  // already.
  void AbandonWait(int64_t wait);
  // NOT_FOUND for unknown workers; FAILED_PRECONDITION if the lease is not (any more) the worker's.
  // Never waits for the store.
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(const v1::HeartbeatRequest& request);
  // Errors as Store::AppendEvents.
  absl::StatusOr<v1::ReportEventsResponse> ReportEvents(const v1::ReportEventsRequest& request);
  // The end of an attempt, by its worker or by its lease's. Errors as Store::EndAttempt.
  absl::Status CompleteAttempt(const v1::CompleteAttemptRequest& request);

  std::vector<v1::Worker> ListWorkers();

  // What a queued job waits for (waiting.h); nullopt if it does not wait for a worker. Never waits
  // for the store.
  absl::optional<std::string> WaitingFor(int64_t job);

  // Ends leases and waits whose time is over. Call every few hundred milliseconds.
  void Tick();
  // Grants no lease from now on: who waits for one gets an empty response, who asks later
  // UNAVAILABLE. Everything else goes on, so that workers can end what they run.
  void Drain();

 private:
  struct Waiter {
    int64_t number = 0;
    std::string worker;
    std::string slot_kind;
    SteadyTime deadline;
    LeaseCallback callback;
  };
  struct Match {
    Waiter waiter;
    int64_t job = 0;
  };

  // Brings waiting workers and waiting jobs together until one of them runs out.
  void Dispatch() ABSL_LOCKS_EXCLUDED(mutex_);
  bool TakeMatch(Match& match) ABSL_LOCKS_EXCLUDED(mutex_);
  void Grant(Match match) ABSL_LOCKS_EXCLUDED(mutex_);
  // The store could not be written (a full disk, say): the job waits on, the worker for a while.
  void TakeBack(Match match, const absl::Status& error) ABSL_LOCKS_EXCLUDED(mutex_);
  // Marks the lease if the job was cancelled before Cancel could find it.
  void CatchUpOnCancel(int64_t job) ABSL_LOCKS_EXCLUDED(mutex_);
  void ExpireLeases() ABSL_LOCKS_EXCLUDED(mutex_);
  SteadyTime LeaseTime() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return lease_clock_.At(clock_.SteadyNow());
  }
  // Answers those who wait and fulfil `is_over` with an empty response.
  void EndWaits(const std::function<bool(const Waiter&)>& is_over) ABSL_LOCKS_EXCLUDED(mutex_);

  Store& store_;
  const Clock& clock_;
  EventHub& hub_;
  const SchedulerOptions options_;

  absl::Mutex mutex_;
  int64_t last_wait_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the newest try to grant a lease.
  absl::Status grant_status_ ABSL_GUARDED_BY(mutex_);
  LeaseClock lease_clock_ ABSL_GUARDED_BY(mutex_);
  JobQueue queue_ ABSL_GUARDED_BY(mutex_);
  WorkerRegistry workers_ ABSL_GUARDED_BY(mutex_);
  std::list<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  LeaseTable leases_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_SCHEDULER_H_
