#include "server/scheduler/event_hub.h"

#include <utility>

namespace palimpsest {

std::unique_ptr<EventHub::Subscription> EventHub::Subscribe(int64_t job, Wake wake) {
  absl::MutexLock lock(&mutex_);
  const int64_t id = ++last_id_;
  wakes_[job].emplace(id, std::move(wake));
  return std::make_unique<Subscription>(*this, job, id);
}

void EventHub::Publish(int64_t job) {
  absl::MutexLock lock(&mutex_);
  const auto of_job = wakes_.find(job);
  if (of_job == wakes_.end()) return;
  for (const auto& [id, wake] : of_job->second) wake();
}

void EventHub::Unsubscribe(int64_t job, int64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto of_job = wakes_.find(job);
  of_job->second.erase(id);
  if (of_job->second.empty()) wakes_.erase(of_job);
}

}  // namespace palimpsest
