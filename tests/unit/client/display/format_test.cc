#include "client/display/format.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(FormatTest, DurationsShowTheirTwoLargestUnits) {
  EXPECT_EQ(DurationText(absl::Seconds(-1)), "0s");
  EXPECT_EQ(DurationText(absl::Milliseconds(440)), "0.4s");
  EXPECT_EQ(DurationText(absl::Seconds(9.96)), "10s");
  EXPECT_EQ(DurationText(absl::Seconds(59.7)), "1m 00s");
  EXPECT_EQ(DurationText(absl::Seconds(185)), "3m 05s");
  EXPECT_EQ(DurationText(absl::Minutes(127)), "2h 07m");
  EXPECT_EQ(DurationText(absl::Hours(76)), "3d 04h");
  EXPECT_EQ(AgeText(absl::UnixEpoch(), absl::UnixEpoch() + absl::Seconds(12)), "12s ago");
}

TEST(FormatTest, TimesAreShownInTheirZoneAndToScriptsInUtc) {
  const absl::Time time = absl::FromUnixMillis(1769860800500);
  EXPECT_EQ(TimeText(time, absl::FixedTimeZone(3600)), "2026-01-31 13:00:00");
  EXPECT_EQ(Rfc3339Text(time), "2026-01-31T12:00:00Z");
}

TEST(FormatTest, NumbersAreMadeForReading) {
  EXPECT_EQ(PercentText(0.9123), "91.23 %");
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(1234567), "1,234,567");
  EXPECT_EQ(CountText(-123456), "-123,456");
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText((int64_t{1} << 20) - 1), "1.0 MiB");
  EXPECT_EQ(BytesText(int64_t{5} << 30), "5.0 GiB");
}

}  // namespace
}  // namespace palimpsest
