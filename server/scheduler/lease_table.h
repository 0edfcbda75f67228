#ifndef PALIMPSEST_SERVER_SCHEDULER_LEASE_TABLE_H_
#define PALIMPSEST_SERVER_SCHEDULER_LEASE_TABLE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "palimpsest/v1/workers.pb.h"

namespace palimpsest {

struct HeldLease {
  int64_t fencing_number = 0;
  // "jobs/17/attempts/1".
  std::string attempt;
  int64_t job = 0;
  // "workers/ID".
  std::string worker;
  // The worker is to stop.
  bool cancel = false;
};

// The leases that are out, as the scheduler remembers them. Times are those of a LeaseClock. Not
// thread-safe.
class LeaseTable {
 public:
  // A lease that is not renewed for `timeout` expires.
  explicit LeaseTable(absl::Duration timeout) : timeout_(timeout) {}

  void Add(HeldLease lease, SteadyTime now);

  // The lease that the heartbeat keeps alive from now on. FAILED_PRECONDITION if it is not (any
  // more) that worker's.
  absl::StatusOr<HeldLease> Renew(const v1::HeartbeatRequest& beat, SteadyTime now);

  // Marks the lease of the job, if there is one.
  void Cancel(int64_t job);

  // What was removed; nullopt if there is no such lease.
  absl::optional<HeldLease> Remove(int64_t fencing_number);

  // In the order of their grants. They stay until they are removed.
  std::vector<HeldLease> Expired(SteadyTime now) const;

 private:
  struct Entry {
    HeldLease lease;
    SteadyTime expiry;
  };

  const absl::Duration timeout_;
  std::map<int64_t, Entry> entries_;  // by fencing number
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_LEASE_TABLE_H_
