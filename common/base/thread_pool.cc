#include "common/base/thread_pool.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::StatusOr<std::unique_ptr<ThreadPool>> ThreadPool::Create(int threads,
                                                               const ThreadStarter& start) {
  auto pool = absl::WrapUnique(new ThreadPool());
  RETURN_IF_ERROR(pool->Start(threads, start));
  return pool;
}

absl::StatusOr<std::unique_ptr<ThreadPool>> ThreadPool::Create(int threads) {
  return Create(threads, [](std::function<void()> body) { return std::thread(std::move(body)); });
}

ThreadPool::~ThreadPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status ThreadPool::Start(int threads, const ThreadStarter& start) {
  for (int i = 0; i < threads; ++i) {
    absl::StatusOr<std::thread> thread = StartThread([this] { Loop(); }, start);
    RETURN_IF_ERROR(Annotate(thread.status(), absl::StrCat("thread ", i + 1, " of ", threads)));
    threads_.push_back(*std::move(thread));
  }
  return absl::OkStatus();
}

void ThreadPool::Run(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  tasks_.push_back(std::move(task));
}

void ThreadPool::Loop() {
  while (true) {
    std::function<void()> task;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !tasks_.empty();
      };
      mutex_.Await(absl::Condition(&ready));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace palimpsest
