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
  wake_up_.Set();
}

void AttemptControl::Stop() {
  absl::MutexLock lock(&mutex_);
  requests_.stop = true;
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
  return !mutex_.AwaitWithTimeout(
      absl::Condition(
          +[](const Requests* requests) { return requests->lost || requests->stop; }, &requests_),
      duration);
}

}  // namespace palimpsest
