#include "server/scheduler/job_queue.h"

namespace palimpsest {

absl::optional<int64_t> JobQueue::Take(const std::function<bool(absl::string_view device)>& suits) {
  for (auto it = devices_.begin(); it != devices_.end(); ++it) {
    if (!suits(it->second)) continue;
    const int64_t job = it->first;
    devices_.erase(it);
    return job;
  }
  return absl::nullopt;
}

}  // namespace palimpsest
