#ifndef PALIMPSEST_SERVER_STORE_TIMESTAMPS_H_
#define PALIMPSEST_SERVER_STORE_TIMESTAMPS_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace palimpsest {

// To the nanosecond, downwards.
google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_TIMESTAMPS_H_
