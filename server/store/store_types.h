#ifndef PALIMPSEST_SERVER_STORE_STORE_TYPES_H_
#define PALIMPSEST_SERVER_STORE_STORE_TYPES_H_

#include <cstdint>
#include <map>
#include <vector>

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

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

struct StartedAttempt {
  // Its number within the job, from 1.
  int attempt = 0;
  int64_t fencing_number = 0;
  v1::JobSpec spec;
};

struct RunningAttempt {
  int64_t job = 0;
  int attempt = 0;
  int64_t fencing_number = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_STORE_TYPES_H_
