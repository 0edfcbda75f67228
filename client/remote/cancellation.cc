#include "client/remote/cancellation.h"

#include <utility>

namespace palimpsest {

void Cancellation::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (stop_) stop_();
}

bool Cancellation::cancelled() const {
  absl::MutexLock lock(&mutex_);
  return cancelled_;
}

void Cancellation::WaitFor(absl::Duration duration) const {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&cancelled_), duration);
}

Cancellation::Hook::Hook(Cancellation& cancellation, std::function<void()> stop)
    : cancellation_(cancellation) {
  absl::MutexLock lock(&cancellation_.mutex_);
  if (cancellation_.cancelled_) stop();
  cancellation_.stop_ = std::move(stop);
}

Cancellation::Hook::~Hook() {
  absl::MutexLock lock(&cancellation_.mutex_);
  cancellation_.stop_ = nullptr;
}

}  // namespace palimpsest
