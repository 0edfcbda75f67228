#ifndef PALIMPSEST_CLIENT_REMOTE_CANCELLATION_H_
#define PALIMPSEST_CLIENT_REMOTE_CANCELLATION_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace palimpsest {

// A wish to stop, from one thread to another that may be blocked in a call. Once wished, for ever.
// Thread-safe.
class Cancellation {
 public:
  // Wishes it: runs the hook in place, if any.
  void Cancel();
  bool cancelled() const;

  // Returns after `duration`, or at once when the wish comes.
  void WaitFor(absl::Duration duration) const;

  // While it lives, `stop` is run when the wish comes (at once if it has come already): it should
  // make the blocking call return. At most one at a time.
  class Hook {
   public:
    Hook(Cancellation& cancellation, std::function<void()> stop);
    ~Hook();
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

   private:
    Cancellation& cancellation_;
  };

 private:
  mutable absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_REMOTE_CANCELLATION_H_
