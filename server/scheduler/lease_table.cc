#include "server/scheduler/lease_table.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace palimpsest {

void LeaseTable::Add(HeldLease lease, SteadyTime now) {
  const int64_t fencing_number = lease.fencing_number;
  entries_[fencing_number] = {std::move(lease), now + timeout_};
}

absl::StatusOr<HeldLease> LeaseTable::Renew(const v1::HeartbeatRequest& beat, SteadyTime now) {
  const auto it = entries_.find(beat.fencing_number());
  if (it == entries_.end() || it->second.lease.attempt != beat.attempt() ||
      it->second.lease.worker != beat.worker()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the lease of ", beat.attempt(), " is not this worker's any more; drop the attempt"));
  }
  it->second.expiry = now + timeout_;
  return it->second.lease;
}

void LeaseTable::Cancel(int64_t job) {
  for (auto& [fencing_number, entry] : entries_) {
    if (entry.lease.job == job) entry.lease.cancel = true;
  }
}

absl::optional<HeldLease> LeaseTable::Remove(int64_t fencing_number) {
  const auto it = entries_.find(fencing_number);
  if (it == entries_.end()) return absl::nullopt;
  HeldLease lease = std::move(it->second.lease);
  entries_.erase(it);
  return lease;
}

std::vector<HeldLease> LeaseTable::Expired(SteadyTime now) const {
  std::vector<HeldLease> expired;
  for (const auto& [fencing_number, entry] : entries_) {
    if (entry.expiry <= now) expired.push_back(entry.lease);
  }
  return expired;
}

}  // namespace palimpsest
