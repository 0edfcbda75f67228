#ifndef PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_
#define PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace palimpsest {

struct QueuedJob {
  int64_t number = 0;
  std::string device;
};

// The jobs that wait, in the order in which they were created: a job that is tried again keeps its
// turn. Not thread-safe.
class JobQueue {
 public:
  // `device` is the kind of device that the job asks for. Adding a job twice changes nothing.
  void Add(int64_t job, absl::string_view device) { devices_.emplace(job, device); }
  // False if it does not wait.
  bool Remove(int64_t job) { return devices_.erase(job) > 0; }

  // Takes out the first job whose device `suits`.
  absl::optional<QueuedJob> Take(const std::function<bool(absl::string_view device)>& suits);

  size_t size() const { return devices_.size(); }

 private:
  std::map<int64_t, std::string> devices_;  // by job number, which rises with creation
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_JOB_QUEUE_H_
