#include "common/base/steady_condition.h"

#include <algorithm>
#include <chrono>

namespace palimpsest {
namespace {

// Further off than anybody waits, and far from an overflow.
constexpr absl::Duration kLongest = absl::Hours(24 * 365);

// What the standard library wants of a mutex.
class Lockable {
 public:
  explicit Lockable(absl::Mutex& mutex) : mutex_(mutex) {}
  void lock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex_.Lock(); }
  void unlock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex_.Unlock(); }

 private:
  absl::Mutex& mutex_;
};

}  // namespace

bool SteadyCondition::WaitFor(absl::Mutex& mutex, absl::Duration timeout,
                              const std::function<bool()>& holds) {
  Lockable lockable(mutex);
  const auto deadline =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(std::min(timeout, kLongest));
  return condition_.wait_until(lockable, deadline, holds);
}

}  // namespace palimpsest
