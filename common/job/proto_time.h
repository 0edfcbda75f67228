#ifndef PALIMPSEST_COMMON_JOB_PROTO_TIME_H_
#define PALIMPSEST_COMMON_JOB_PROTO_TIME_H_

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace palimpsest {

// Between abseil's and protobuf's words for time, to the nanosecond. Finite values only.
google::protobuf::Duration ToProto(absl::Duration duration);
google::protobuf::Timestamp ToProto(absl::Time time);
absl::Duration FromProto(const google::protobuf::Duration& duration);
absl::Time FromProto(const google::protobuf::Timestamp& timestamp);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_PROTO_TIME_H_
