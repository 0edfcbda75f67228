#ifndef PALIMPSEST_SERVER_STORE_STORE_TYPES_H_
#define PALIMPSEST_SERVER_STORE_STORE_TYPES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

struct NewJob {
  // With its defaults filled in.
  v1::JobSpec spec;
  std::string user;
  // Empty: no protection from repeats.
  std::string request_id;
  // Of what the client sent, to tell a repeat from another request with the same request_id.
  std::string body_sha256;
};

struct JobFilter {
  // Empty: all.
  std::vector<v1::Job::State> states;
  // Only jobs with a smaller id; 0: from the newest job on.
  int64_t before_id = 0;
  // At most so many jobs; positive.
  int limit = 50;
};

// States without a job are left out.
using JobCounts = std::map<v1::Job::State, int64_t>;

struct RunningAttempt {
  // "jobs/17/attempts/1".
  std::string attempt;
  int64_t fencing_number = 0;
  // "workers/3".
  std::string worker;
};

struct AppendResult {
  // Events of the attempt that are stored; the next first_index.
  int64_t stored = 0;
  // Those that this call stored, as EventsAfter() returns them.
  std::vector<v1::JobEvent> appended;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_STORE_TYPES_H_
