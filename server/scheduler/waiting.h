#ifndef PALIMPSEST_SERVER_SCHEDULER_WAITING_H_
#define PALIMPSEST_SERVER_SCHEDULER_WAITING_H_

#include <cstdint>
#include <string>

namespace palimpsest {

// What there is to know of one queued job at one moment.
struct WaitSnapshot {
  // The kind of slot that the job needs.
  std::string slot_kind;
  // Jobs for that kind that go first.
  int64_t jobs_before = 0;
  // Workers of that kind that are alive, and how many of them run a job.
  int live_workers = 0;
  int busy_workers = 0;
  // The server stops.
  bool draining = false;
  // Why the newest lease could not be granted; empty if it could.
  std::string store_error;
};

// What the job waits for, as the rest of a sentence that begins "It waits: ...", without a full
// stop: "no worker of kind cuda is connected", "3 jobs for cpu workers are before it".
std::string WaitingFor(const WaitSnapshot& snapshot);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_WAITING_H_
