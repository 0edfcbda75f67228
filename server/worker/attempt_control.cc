#include "server/worker/attempt_control.h"

namespace palimpsest {

void AttemptControl::RequestCancel() {
  absl::MutexLock lock(&mutex_);
  requests_.cancel = true;
  wake_up_.Set();
}

void AttemptControl::LoseLease() {
  absl::MutexLock lock(&mutex_);
  requests_.lost = true;
  over_.NotifyAll();
  wake_up_.Set();
}

void AttemptControl::Stop() {
  absl::MutexLock lock(&mutex_);
  requests_.stop = true;
  over_.NotifyAll();
  wake_up_.Set();
}

void AttemptControl::Fail(const v1::Failure& failure) {
  absl::MutexLock lock(&mutex_);
  if (!requests_.failure.has_value()) requests_.failure = failure;
  wake_up_.Set();
}

AttemptControl::Requests AttemptControl::requests() const {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

bool AttemptControl::Pause(absl::Duration duration) const {
  absl::MutexLock lock(&mutex_);
  return !over_.WaitFor(mutex_, duration, [this] {
    mutex_.AssertHeld();
    return requests_.lost || requests_.stop;
  });
}

}  // namespace palimpsest
