#ifndef PALIMPSEST_COMMON_BASE_STOP_TOKEN_H_
#define PALIMPSEST_COMMON_BASE_STOP_TOKEN_H_

#include <atomic>

#include "absl/status/status.h"

namespace palimpsest {

// Somebody who may want a long computation to end early. Asked from any thread, often: an answer
// must cost next to nothing.
class StopSource {
 public:
  virtual ~StopSource() = default;
  virtual bool stop_requested() const = 0;
};

// A switch that is off until RequestStop, then on for ever. Thread-safe.
class StopSwitch final : public StopSource {
 public:
  void RequestStop() { requested_.store(true, std::memory_order_relaxed); }
  bool stop_requested() const override { return requested_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> requested_{false};
};

// What long computations take to ask their source, which must outlive it. They ask at least every
// few milliseconds of work, and return CANCELLED soon after the answer is yes. A value, cheap to
// copy; the default is never stopped. Thread-safe.
class StopToken {
 public:
  StopToken() = default;
  // Implicit, so that a source can be passed where a token is taken.
  StopToken(const StopSource& source) : source_(&source) {}  // NOLINT(google-explicit-constructor)

  bool stop_requested() const { return source_ != nullptr && source_->stop_requested(); }

  // CANCELLED once a stop is requested.
  absl::Status Check() const {
    return stop_requested() ? absl::CancelledError("the run was asked to stop") : absl::OkStatus();
  }

 private:
  const StopSource* source_ = nullptr;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_STOP_TOKEN_H_
