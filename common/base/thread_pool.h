#ifndef PALIMPSEST_COMMON_BASE_THREAD_POOL_H_
#define PALIMPSEST_COMMON_BASE_THREAD_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace palimpsest {

// A few threads for work that may wait for a disk, so that gRPC's own threads never do.
// Thread-safe.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  // Runs what is queued, then ends. Run must not be called any more.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Queues `task`; never blocks.
  void Run(std::function<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Loop() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_THREAD_POOL_H_
