#include "server/scheduler/ticker.h"

#include <utility>

namespace palimpsest {

Ticker::Ticker(absl::Duration interval, std::function<void()> tick)
    : interval_(interval), thread_([this, tick = std::move(tick)] {
        while (!Pause()) tick();
      }) {}

Ticker::~Ticker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  stopped_.NotifyAll();
  thread_.join();
}

bool Ticker::Pause() {
  absl::MutexLock lock(&mutex_);
  return stopped_.WaitFor(mutex_, interval_, [this] {
    mutex_.AssertHeld();
    return stopping_;
  });
}

}  // namespace palimpsest
