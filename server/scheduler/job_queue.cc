#include "server/scheduler/job_queue.h"

#include <utility>

namespace palimpsest {

absl::optional<QueuedJob> JobQueue::Take(
    const std::function<bool(absl::string_view device)>& suits) {
  for (auto it = devices_.begin(); it != devices_.end(); ++it) {
    if (!suits(it->second)) continue;
    QueuedJob job{it->first, std::move(it->second)};
    devices_.erase(it);
    return job;
  }
  return absl::nullopt;
}

}  // namespace palimpsest
