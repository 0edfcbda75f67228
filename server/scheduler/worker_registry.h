#ifndef PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_
#define PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "palimpsest/v1/workers.pb.h"

namespace palimpsest {

// The workers that have registered since the server started, by the names that they gave
// themselves; a worker from before registers again, under its name. What host and process they run
// in is told to people and decides nothing. Not thread-safe.
class WorkerRegistry {
 public:
  // The moment of a sign of life: on a LeaseClock, and for people.
  struct Moment {
    SteadyTime lease_time;
    absl::Time time;
  };

  // A worker without a heartbeat for longer than `timeout` is MISSING, and forgotten after ten
  // times as long.
  explicit WorkerRegistry(absl::Duration timeout) : timeout_(timeout) {}

  // Again under the same name: it takes its own place. INVALID_ARGUMENT for a malformed name or
  // an unknown kind of slot.
  absl::Status Register(const v1::RegisterWorkerRequest& request, const Moment& now);

  // NOT_FOUND if there is none of that name (any more): it should register again.
  absl::StatusOr<std::string> SlotKind(absl::string_view name) const;
  absl::Status Touch(absl::string_view name, const Moment& now);

  // What it runs, "jobs/17/attempts/1". Unknown workers are ignored.
  void SetAttempt(absl::string_view name, absl::string_view attempt);
  // It runs nothing, if it still runs `attempt`.
  void ClearAttempt(absl::string_view name, absl::string_view attempt);

  // Of one kind, without those that are missing.
  struct Live {
    int all = 0;
    int busy = 0;
  };
  Live CountLive(absl::string_view slot_kind, SteadyTime now) const;

  // In the order of registration.
  std::vector<v1::Worker> List(SteadyTime now) const;
  void Forget(SteadyTime now);

 private:
  struct Entry {
    // Counts registrations.
    int64_t order = 0;
    v1::Worker worker;
    Moment last_heartbeat;
  };

  // Null for an unknown worker.
  Entry* Find(absl::string_view name);

  bool IsMissing(const Entry& entry, SteadyTime now) const {
    return now - entry.last_heartbeat.lease_time > timeout_;
  }

  const absl::Duration timeout_;
  int64_t last_order_ = 0;
  std::map<std::string, Entry, std::less<>> workers_;  // by name
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_
