#include "common/job/proto_time.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(ProtoTimeTest, DurationsSurviveTheWayThereAndBack) {
  for (const absl::Duration duration :
       {absl::ZeroDuration(), absl::Nanoseconds(1), absl::Seconds(-3) - absl::Nanoseconds(7),
        absl::Hours(100) + absl::Nanoseconds(999999999)}) {
    EXPECT_EQ(FromProto(ToProto(duration)), duration);
  }
}

TEST(ProtoTimeTest, TimesSurviveTheWayThereAndBackAlsoBefore1970) {
  for (const absl::Time time : {absl::UnixEpoch(), absl::FromUnixNanos(1), absl::FromUnixNanos(-1),
                                absl::FromUnixNanos(1700000000123456789)}) {
    EXPECT_EQ(FromProto(ToProto(time)), time);
    EXPECT_GE(ToProto(time).nanos(), 0);
  }
}

}  // namespace
}  // namespace palimpsest
