#ifndef PALIMPSEST_SERVER_WORKER_DURATIONS_H_
#define PALIMPSEST_SERVER_WORKER_DURATIONS_H_

#include <google/protobuf/duration.pb.h>

#include "absl/time/time.h"

namespace palimpsest {

inline absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_DURATIONS_H_
