#include "common/base/parallel_for.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "absl/base/const_init.h"
#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/thread_pool.h"

namespace palimpsest {
namespace {

ABSL_CONST_INIT absl::Mutex pool_mutex(absl::kConstInit);
ThreadPool* pool ABSL_GUARDED_BY(pool_mutex) = nullptr;

// The process's pool, a thread for each core. Never destroyed: its threads may not outlive it.
absl::StatusOr<ThreadPool*> ProcessPool() {
  absl::MutexLock lock(&pool_mutex);
  if (pool == nullptr) {
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    ASSIGN_OR_RETURN(std::unique_ptr<ThreadPool> started, ThreadPool::Create(cores));
    pool = started.release();
  }
  return pool;
}

// One call of ParallelFor, shared by the threads that work on it. A helper that comes when all
// chunks are handed out finds nothing to do and never touches the body, which may be gone by then.
class Loop {
 public:
  using Body = absl::FunctionRef<absl::Status(int64_t begin, int64_t end)>;

  Loop(int64_t count, const ParallelOptions& options, Body body)
      : count_(count), chunk_(options.chunk), stop_(options.stop), body_(body) {}

  // Works until no chunk is left.
  void Work() ABSL_LOCKS_EXCLUDED(mutex_) {
    mutex_.Lock();
    while (next_ < count_ && status_.ok()) {
      const int64_t begin = next_;
      const int64_t end = std::min(count_, begin + chunk_);
      next_ = end;
      ++running_;
      mutex_.Unlock();
      absl::Status status = stop_.Check();
      if (status.ok()) status = body_(begin, end);
      mutex_.Lock();
      --running_;
      // Chunks are handed out in order, so all before the first with an error are looked at.
      if (!status.ok() && (status_.ok() || begin < error_at_)) {
        status_ = status;
        error_at_ = begin;
      }
    }
    mutex_.Unlock();
  }

  // To be called after Work: waits for the chunks that others work on.
  absl::Status Finish() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return running_ == 0; };
    mutex_.Await(absl::Condition(&idle));
    return status_;
  }

 private:
  const int64_t count_;
  const int64_t chunk_;
  const StopToken stop_;
  const Body body_;
  absl::Mutex mutex_;
  int64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t error_at_ ABSL_GUARDED_BY(mutex_) = 0;
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status ParallelFor(int64_t count, const ParallelOptions& options,
                         absl::FunctionRef<absl::Status(int64_t begin, int64_t end)> body) {
  const int64_t chunks = (count + options.chunk - 1) / options.chunk;
  if (options.threads <= 1 || chunks <= 1) {
    for (int64_t begin = 0; begin < count; begin += options.chunk) {
      RETURN_IF_ERROR(options.stop.Check());
      RETURN_IF_ERROR(body(begin, std::min(count, begin + options.chunk)));
    }
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(ThreadPool* const helpers, ProcessPool());
  const auto loop = std::make_shared<Loop>(count, options, body);
  const int64_t helper_count =
      std::min<int64_t>({chunks - 1, int64_t{options.threads} - 1, helpers->threads()});
  for (int64_t i = 0; i < helper_count; ++i) helpers->Run([loop] { loop->Work(); });
  loop->Work();
  return loop->Finish();
}

}  // namespace palimpsest
