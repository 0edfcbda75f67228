#ifndef PALIMPSEST_COMMON_BASE_START_THREAD_H_
#define PALIMPSEST_COMMON_BASE_START_THREAD_H_

#include <functional>
#include <thread>

#include "absl/status/statusor.h"

namespace palimpsest {

// Starts a thread; throws std::system_error if the system refuses, as std::thread does.
using ThreadStarter = std::function<std::thread(std::function<void()> body)>;

// A thread that runs `body`. UNAVAILABLE if the system starts no more threads.
absl::StatusOr<std::thread> StartThread(std::function<void()> body, const ThreadStarter& start);
absl::StatusOr<std::thread> StartThread(std::function<void()> body);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_START_THREAD_H_
