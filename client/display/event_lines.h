#ifndef PALIMPSEST_CLIENT_DISPLAY_EVENT_LINES_H_
#define PALIMPSEST_CLIENT_DISPLAY_EVENT_LINES_H_

#include <cstdint>
#include <string>

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// What is worth a line of its own among the events of a job: changes of state, failed attempts, log
// lines, test metrics. Not thread-safe.
class EventLines {
 public:
  // The line for `event`, printable and without a line break; empty if it is worth none. Ends of
  // jobs are: who shows them has more to say.
  std::string Line(const v1::JobEvent& event);

 private:
  std::string StateLine(const v1::Job& job);

  v1::Job::State state_ = v1::Job::STATE_UNSPECIFIED;
  int attempts_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_EVENT_LINES_H_
