#include "client/display/format.h"

#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace palimpsest {

std::string DurationText(absl::Duration duration) {
  if (duration <= absl::ZeroDuration()) return "0s";
  if (duration < absl::Seconds(9.95)) {
    return absl::StrFormat("%.1fs", absl::ToDoubleSeconds(duration));
  }
  const auto seconds = static_cast<int64_t>(std::llround(absl::ToDoubleSeconds(duration)));
  if (seconds < 60) return absl::StrFormat("%ds", seconds);
  if (seconds < 3600) return absl::StrFormat("%dm %02ds", seconds / 60, seconds % 60);
  if (seconds < 86400) return absl::StrFormat("%dh %02dm", seconds / 3600, seconds / 60 % 60);
  return absl::StrFormat("%dd %02dh", seconds / 86400, seconds / 3600 % 24);
}

std::string TimeText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, zone);
}

std::string Rfc3339Text(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string AgeText(absl::Time time, absl::Time now) {
  return absl::StrCat(DurationText(now - time), " ago");
}

std::string PercentText(double fraction) { return absl::StrFormat("%.2f %%", 100 * fraction); }

std::string CountText(int64_t count) {
  std::string digits = absl::StrCat(count);
  const size_t first_digit = count < 0 ? 1 : 0;
  for (size_t end = digits.size(); end > first_digit + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string BytesText(int64_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return absl::StrCat(bytes, " B");
  double scaled = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; scaled >= 1023.95 && unit + 1 < kUnits.size(); ++unit) scaled /= 1024;
  return absl::StrFormat("%.1f %s", scaled, kUnits[unit]);
}

}  // namespace palimpsest
