#include "client/display/progress_bar.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/format.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

constexpr int kMinBarWidth = 10;
constexpr int kMaxBarWidth = 40;

double Fraction(const v1::Progress& progress) {
  return std::isfinite(progress.fraction()) ? std::clamp(progress.fraction(), 0.0, 1.0) : 0;
}

// Rounded down: 100 % means done.
int Percent(const v1::Progress& progress) {
  return static_cast<int>(std::floor(100 * Fraction(progress) + 1e-9));
}

std::string Remaining(const v1::Progress& progress) {
  if (!progress.has_remaining()) return "";
  return absl::StrCat(", ", DurationText(FromProto(progress.remaining())), " left");
}

std::string Bar(double fraction, int width) {
  const int filled = static_cast<int>(std::floor(fraction * width));
  std::string bar(static_cast<size_t>(filled), '=');
  if (filled < width) bar += '>';
  bar.resize(static_cast<size_t>(width), ' ');
  return absl::StrCat("[", bar, "] ");
}

}  // namespace

std::string RenderProgressBar(absl::string_view job, absl::string_view status,
                              const v1::Progress& progress, absl::string_view detail, int columns) {
  // Padded to the longest phase, so that the bar stays where it is.
  const std::string head = absl::StrFormat("%s %-10s ", job, status);
  const std::string figures = absl::StrFormat("%3d %%%s", Percent(progress), Remaining(progress));
  std::string tail = figures;
  if (!detail.empty()) absl::StrAppend(&tail, ", ", detail);

  const auto room_with = [&](const std::string& end) {
    return columns - static_cast<int>(ColumnsOf(head) + ColumnsOf(end)) -
           3;  // brackets and a space
  };
  if (room_with(tail) < kMinBarWidth) tail = figures;
  const int room = std::min(room_with(tail), kMaxBarWidth);
  const std::string bar = room < kMinBarWidth ? "" : Bar(Fraction(progress), room);
  return std::string(
      CutToColumns(absl::StrCat(head, bar, tail), static_cast<size_t>(std::max(columns, 0))));
}

std::string RenderProgressText(const v1::Progress& progress) {
  // An engine that has just begun has told no phase yet.
  const std::string phase = progress.phase() == v1::Progress::PHASE_UNSPECIFIED
                                ? "starting"
                                : PhaseText(progress.phase());
  return absl::StrCat(phase, " ", Percent(progress), " %", Remaining(progress));
}

}  // namespace palimpsest
