#ifndef PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_
#define PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/workers.pb.h"

namespace palimpsest {

// The workers that have registered since the server started. Worker numbers begin anew with each
// server: a worker from before registers again. Not thread-safe.
class WorkerRegistry {
 public:
  // A worker without a heartbeat for longer than `timeout` is MISSING, and forgotten after ten
  // times as long.
  explicit WorkerRegistry(absl::Duration timeout) : timeout_(timeout) {}

  // The name of the new worker, "workers/3". A worker of the same host and process id is replaced.
  std::string Register(const v1::RegisterWorkerRequest& request, absl::Time now);

  // NOT_FOUND if there is none of that name (any more): it should register again.
  absl::StatusOr<std::string> SlotKind(absl::string_view name) const;
  absl::Status Touch(absl::string_view name, absl::Time now);

  // What it runs, "jobs/17/attempts/1". Unknown workers are ignored.
  void SetAttempt(absl::string_view name, absl::string_view attempt);
  // It runs nothing, if it still runs `attempt`. After a restart of the server the name may be
  // another worker's, which runs something else.
  void ClearAttempt(absl::string_view name, absl::string_view attempt);

  bool HasLiveWorkerOfKind(absl::string_view slot_kind, absl::Time now) const;
  // In the order of registration.
  std::vector<v1::Worker> List(absl::Time now) const;
  void Forget(absl::Time now);

 private:
  struct Entry {
    v1::Worker worker;
    absl::Time last_heartbeat;
  };

  // Null for an unknown worker.
  Entry* Find(absl::string_view name);

  bool IsMissing(const Entry& entry, absl::Time now) const {
    return now - entry.last_heartbeat > timeout_;
  }

  const absl::Duration timeout_;
  int64_t last_number_ = 0;
  std::map<int64_t, Entry> workers_;  // by number
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_WORKER_REGISTRY_H_
