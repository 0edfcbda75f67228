#ifndef PALIMPSEST_SERVER_SCHEDULER_TICKER_H_
#define PALIMPSEST_SERVER_SCHEDULER_TICKER_H_

#include <functional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace palimpsest {

// Calls a function again and again from a thread of its own, until destroyed.
class Ticker {
 public:
  Ticker(absl::Duration interval, std::function<void()> tick);
  // No call is under way any more when this returns.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_TICKER_H_
