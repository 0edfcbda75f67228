#ifndef PALIMPSEST_COMMON_BASE_THREAD_POOL_H_
#define PALIMPSEST_COMMON_BASE_THREAD_POOL_H_

#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/start_thread.h"

namespace palimpsest {

// A few threads for work that may wait for a disk, so that gRPC's own threads never do, or that
// goes faster on several cores. Thread-safe.
class ThreadPool {
 public:
  // UNAVAILABLE if the system starts no more threads; those that were started have ended
  // then.
  static absl::StatusOr<std::unique_ptr<ThreadPool>> Create(int threads,
                                                            const ThreadStarter& start);
  static absl::StatusOr<std::unique_ptr<ThreadPool>> Create(int threads);

  // Runs what is queued, then ends. Run must not be called any more.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Queues `task`; never blocks.
  void Run(std::function<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

  int threads() const { return static_cast<int>(threads_.size()); }

 private:
  ThreadPool() = default;
  absl::Status Start(int threads, const ThreadStarter& start);
  void Loop() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // constant once started
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_THREAD_POOL_H_
