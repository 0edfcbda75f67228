#ifndef PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_
#define PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace palimpsest {

// The jobs that wait, for each kind of slot in the order in which they were created: a job that is
// tried again keeps its turn. Not thread-safe.
class JobQueue {
 public:
  struct Place {
    std::string slot_kind;
    // Jobs of that kind before it.
    int64_t jobs_before = 0;
  };

  // `slot_kind` is the kind of slot that the job needs. Adding a job twice changes nothing.
  void Add(int64_t job, absl::string_view slot_kind);
  // False if it does not wait.
  bool Remove(int64_t job);

  // Takes out the first job of the kind.
  absl::optional<int64_t> Take(absl::string_view slot_kind);

  // Nullopt if it does not wait.
  absl::optional<Place> Find(int64_t job) const;

 private:
  // Job numbers, which rise with creation, in order; by kind of slot.
  std::map<std::string, std::deque<int64_t>, std::less<>> jobs_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_
