#include "common/job/slot.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/job/known_names.h"

namespace palimpsest {
namespace {

bool IsIndex(absl::string_view text) {
  return !text.empty() && text.size() <= 3 && absl::c_all_of(text, absl::ascii_isdigit);
}

// One device: a list, or a blank, would show the engine more than its own.
bool IsUuid(absl::string_view text) {
  return (absl::StartsWith(text, "GPU-") || absl::StartsWith(text, "MIG-")) && text.size() > 4 &&
         absl::c_all_of(
             text, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-' || c == '/'; });
}

}  // namespace

absl::StatusOr<Slot> ParseSlot(absl::string_view text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  const bool has_device = absl::StrContains(text, ':');
  if (!absl::c_linear_search(DeviceNames(), parts.first) ||
      (has_device &&
       (parts.first != "cuda" || (!IsIndex(parts.second) && !IsUuid(parts.second))))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text,
        "\" is not a slot: cpu, cuda, or cuda:DEVICE with an index or a UUID (GPU-...)"));
  }
  return Slot{parts.first, parts.second};
}

}  // namespace palimpsest
