// Makes what an uninstrumented abseil orders visible to ThreadSanitizer.
//
// Debian's abseil is built without the sanitizer, so that its Mutex, whose slow paths end in a
// futex, orders nothing in the sanitizer's eyes: all that a mutex guards would read as a race. So
// would the end of a Status that two threads have shared, since the library counts its holders. The
// functions below are abseil's own, with the annotations that abseil has when it is built with the
// sanitizer. They stand in the program itself, before any library, so that the dynamic linker gives
// them to everybody, to libgrpc.so and abseil's own libraries too; the real ones do the work. Every
// program of the `tsan` preset links this file, and nothing else does.
//
// What is lost: conditions of Await() are evaluated unseen, since any thread that unlocks may
// evaluate them.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/base/options.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

static_assert(ABSL_OPTION_USE_INLINE_NAMESPACE == 1, "the names below have an inline namespace");

#define PALIMPSEST_STRING_(text) #text
#define PALIMPSEST_STRING(text) PALIMPSEST_STRING_(text)

namespace {

// The next definition of `absl::<suffix>` after ours, by its mangled name: "5Mutex4LockEv" is
// Mutex::Lock().
template <typename Function>
Function* Real(const char* suffix) {
  constexpr char kInlineNamespace[] = PALIMPSEST_STRING(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  std::string inner = std::to_string(std::strlen(kInlineNamespace)) + kInlineNamespace;
  const bool is_const = suffix[0] == 'K';
  const std::string name =
      (is_const ? "_ZNK4absl" : "_ZN4absl") + inner + (is_const ? suffix + 1 : suffix);
  void* function = dlsym(RTLD_NEXT, name.c_str());
  if (function == nullptr) std::abort();
  return reinterpret_cast<Function*>(function);
}

// Set while the real function runs: what it calls of its own family is its own affair.
thread_local bool inside = false;

class Inside {
 public:
  Inside() { inside = true; }
  ~Inside() { inside = false; }
};

// Runs `call`, which takes the mutex.
template <typename Call>
void Locking(absl::Mutex* mutex, unsigned flags, Call call) {
  if (inside) return call();
  __tsan_mutex_pre_lock(mutex, flags);
  {
    Inside mark;
    call();
  }
  __tsan_mutex_post_lock(mutex, flags, 0);
}

// Runs `call`, which takes the mutex if it returns true.
template <typename Call>
bool TryLocking(absl::Mutex* mutex, unsigned flags, Call call) {
  if (inside) return call();
  __tsan_mutex_pre_lock(mutex, flags | __tsan_mutex_try_lock);
  bool locked;
  {
    Inside mark;
    locked = call();
  }
  __tsan_mutex_post_lock(
      mutex, flags | (locked ? __tsan_mutex_try_lock : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

template <typename Call>
void Unlocking(absl::Mutex* mutex, unsigned flags, Call call) {
  if (inside) return call();
  __tsan_mutex_pre_unlock(mutex, flags);
  {
    Inside mark;
    call();
  }
  __tsan_mutex_post_unlock(mutex, flags);
}

// Runs `call`, which releases the mutex, waits and has it again at its end. Only for exclusive
// holders.
template <typename Call>
auto Waiting(absl::Mutex* mutex, Call call) -> decltype(call()) {
  if (inside) return call();
  __tsan_mutex_pre_unlock(mutex, 0);
  __tsan_mutex_post_unlock(mutex, 0);
  __tsan_mutex_pre_lock(mutex, 0);
  // Ends the annotation after the result is made, whatever its type.
  struct Relock {
    explicit Relock(absl::Mutex* mutex) : mutex(mutex) { inside = true; }
    ~Relock() {
      inside = false;
      __tsan_mutex_post_lock(mutex, 0, 0);
    }
    absl::Mutex* mutex;
  } relock(mutex);
  return call();
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

Mutex::~Mutex() {
  static auto* real = Real<void(Mutex*)>("5MutexD1Ev");
  if (!inside) __tsan_mutex_destroy(this, __tsan_mutex_not_static);
  real(this);
}

void Mutex::Lock() {
  static auto* real = Real<void(Mutex*)>("5Mutex4LockEv");
  Locking(this, 0, [&] { real(this); });
}

void Mutex::Unlock() {
  static auto* real = Real<void(Mutex*)>("5Mutex6UnlockEv");
  Unlocking(this, 0, [&] { real(this); });
}

bool Mutex::TryLock() {
  static auto* real = Real<bool(Mutex*)>("5Mutex7TryLockEv");
  return TryLocking(this, 0, [&] { return real(this); });
}

void Mutex::ReaderLock() {
  static auto* real = Real<void(Mutex*)>("5Mutex10ReaderLockEv");
  Locking(this, __tsan_mutex_read_lock, [&] { real(this); });
}

void Mutex::ReaderUnlock() {
  static auto* real = Real<void(Mutex*)>("5Mutex12ReaderUnlockEv");
  Unlocking(this, __tsan_mutex_read_lock, [&] { real(this); });
}

bool Mutex::ReaderTryLock() {
  static auto* real = Real<bool(Mutex*)>("5Mutex13ReaderTryLockEv");
  return TryLocking(this, __tsan_mutex_read_lock, [&] { return real(this); });
}

void Mutex::LockWhen(const Condition& condition) {
  static auto* real = Real<void(Mutex*, const Condition&)>("5Mutex8LockWhenERKNS0_9ConditionE");
  Locking(this, 0, [&] { real(this, condition); });
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  static auto* real = Real<bool(Mutex*, const Condition&, Duration)>(
      "5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  bool held = false;
  Locking(this, 0, [&] { held = real(this, condition, timeout); });
  return held;
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  static auto* real = Real<bool(Mutex*, const Condition&, Time)>(
      "5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  bool held = false;
  Locking(this, 0, [&] { held = real(this, condition, deadline); });
  return held;
}

void Mutex::Await(const Condition& condition) {
  static auto* real = Real<void(Mutex*, const Condition&)>("5Mutex5AwaitERKNS0_9ConditionE");
  Waiting(this, [&] { real(this, condition); });
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static auto* real = Real<bool(Mutex*, const Condition&, Duration)>(
      "5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  return Waiting(this, [&] { return real(this, condition, timeout); });
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static auto* real = Real<bool(Mutex*, const Condition&, Time)>(
      "5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  return Waiting(this, [&] { return real(this, condition, deadline); });
}

void CondVar::Wait(Mutex* mutex) {
  static auto* real = Real<void(CondVar*, Mutex*)>("7CondVar4WaitEPNS0_5MutexE");
  Waiting(mutex, [&] { real(this, mutex); });
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static auto* real = Real<bool(CondVar*, Mutex*, Duration)>(
      "7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  return Waiting(mutex, [&] { return real(this, mutex, timeout); });
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static auto* real =
      Real<bool(CondVar*, Mutex*, Time)>("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  return Waiting(mutex, [&] { return real(this, mutex, deadline); });
}

// A waiter that comes after the notification sees an atomic flag only, which the uninstrumented
// library has set.
void Notification::Notify() {
  static auto* real = Real<void(Notification*)>("12Notification6NotifyEv");
  __tsan_release(this);
  real(this);
}

void Notification::WaitForNotification() const {
  static auto* real = Real<void(const Notification*)>("K12Notification19WaitForNotificationEv");
  real(this);
  __tsan_acquire(const_cast<Notification*>(this));
}

// Whoever gives a status up has done with it before the last holder destroys it.
void Status::UnrefNonInlined(uintptr_t rep) {
  static auto* real = Real<void(uintptr_t)>("6Status15UnrefNonInlinedEm");
  __tsan_acquire(reinterpret_cast<void*>(rep - 1));
  __tsan_release(reinterpret_cast<void*>(rep - 1));
  real(rep);
}

ABSL_NAMESPACE_END
}  // namespace absl
