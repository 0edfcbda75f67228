#ifndef PALIMPSEST_CLIENT_DISPLAY_FORMAT_H_
#define PALIMPSEST_CLIENT_DISPLAY_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace palimpsest {

// "0.4s", "12s", "3m 05s", "2h 07m", "3d 04h": two units at most. Negative durations are "0s".
std::string DurationText(absl::Duration duration);

// "2026-01-31 12:00:00" in `zone`.
std::string TimeText(absl::Time time, absl::TimeZone zone);

// RFC 3339 in UTC with whole seconds: "2026-01-31T12:00:00Z". For scripts.
std::string Rfc3339Text(absl::Time time);

// "12s ago".
std::string AgeText(absl::Time time, absl::Time now);

// A fraction in per cent: 0.9123 is "91.23 %".
std::string PercentText(double fraction);

// "1,234,567".
std::string CountText(int64_t count);

// "1.5 MiB", "17 B".
std::string BytesText(int64_t bytes);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_FORMAT_H_
