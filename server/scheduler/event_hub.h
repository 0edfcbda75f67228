#ifndef PALIMPSEST_SERVER_SCHEDULER_EVENT_HUB_H_
#define PALIMPSEST_SERVER_SCHEDULER_EVENT_HUB_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace palimpsest {

// Tells watchers that a job has new events in the store. It carries no events: each watcher reads
// on from the store at its own pace, so that a slow one costs neither memory nor anybody else's
// time. Thread-safe.
class EventHub {
 public:
  // Called in the publisher's thread; must be quick and must not call the hub.
  using Wake = std::function<void()>;

  // Ends its subscription when destroyed: once that returns, the wake is not running and will not
  // run again. Must not outlive the hub.
  class Subscription {
   public:
    Subscription(EventHub& hub, int64_t job, int64_t id) : hub_(hub), job_(job), id_(id) {}
    ~Subscription() { hub_.Unsubscribe(job_, id_); }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    EventHub& hub_;
    const int64_t job_;
    const int64_t id_;
  };

  // Subscribe before reading the store: then no event is missed.
  std::unique_ptr<Subscription> Subscribe(int64_t job, Wake wake) ABSL_LOCKS_EXCLUDED(mutex_);
  // Job `job` has events that were not there before.
  void Publish(int64_t job) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Unsubscribe(int64_t job, int64_t id) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  int64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, std::map<int64_t, Wake>> wakes_ ABSL_GUARDED_BY(mutex_);  // by job, by id
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_EVENT_HUB_H_
