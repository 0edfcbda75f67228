#include "server/scheduler/job_queue.h"

#include <algorithm>

namespace palimpsest {

void JobQueue::Add(int64_t job, absl::string_view slot_kind) {
  if (Find(job).has_value()) return;
  std::deque<int64_t>& jobs = jobs_[std::string(slot_kind)];
  jobs.insert(std::lower_bound(jobs.begin(), jobs.end(), job), job);
}

bool JobQueue::Remove(int64_t job) {
  const absl::optional<Place> place = Find(job);
  if (!place.has_value()) return false;
  std::deque<int64_t>& jobs = jobs_[place->slot_kind];
  jobs.erase(jobs.begin() + place->jobs_before);
  return true;
}

absl::optional<int64_t> JobQueue::Take(absl::string_view slot_kind) {
  const auto of_kind = jobs_.find(slot_kind);
  if (of_kind == jobs_.end() || of_kind->second.empty()) return absl::nullopt;
  const int64_t job = of_kind->second.front();
  of_kind->second.pop_front();
  return job;
}

absl::optional<JobQueue::Place> JobQueue::Find(int64_t job) const {
  for (const auto& [slot_kind, jobs] : jobs_) {
    const auto it = std::lower_bound(jobs.begin(), jobs.end(), job);
    if (it != jobs.end() && *it == job) return Place{slot_kind, it - jobs.begin()};
  }
  return absl::nullopt;
}

}  // namespace palimpsest
