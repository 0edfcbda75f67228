// Counts in two threads, with or without a lock: the sanitizer must find the race of the one and
// nothing in the other, whose lock it knows from absl_annotations.cc alone.
//
//   sanitizer_selftest locked|racing

#include <cstring>
#include <thread>

#include "absl/synchronization/mutex.h"

int main(int argc, char** argv) {
  const bool is_locked = argc == 2 && std::strcmp(argv[1], "locked") == 0;
  absl::Mutex mutex;
  int count = 0;
  const auto add = [&] {
    if (is_locked) {
      absl::MutexLock lock(&mutex);
      ++count;
    } else {
      ++count;
    }
  };
  std::thread first(add);
  std::thread second(add);
  first.join();
  second.join();
  return count == 2 ? 0 : 1;
}
