#include "server/executors/slot_devices.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/job/slot.h"

namespace palimpsest {
namespace {

constexpr char kCuda[] = "cuda";

std::vector<std::string> DevicesIn(absl::string_view list) {
  std::vector<std::string> devices;
  for (const absl::string_view device : absl::StrSplit(list, ',')) {
    if (!ParseSlot(absl::StrCat(kCuda, ":", device)).ok()) break;
    devices.emplace_back(device);
  }
  return devices;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> AssignDevices(
    const std::vector<std::string>& slots, const absl::optional<absl::string_view>& visible) {
  const size_t wanted = static_cast<size_t>(absl::c_count(slots, kCuda));
  std::vector<std::string> devices;
  if (visible.has_value()) {
    devices = DevicesIn(*visible);
  } else {
    for (size_t i = 0; i < wanted; ++i) devices.push_back(absl::StrCat(i));
  }
  if (devices.size() < wanted) {
    return absl::InvalidArgumentError(absl::StrCat("--workers: cuda:", wanted, " wants ", wanted,
                                                   " devices, CUDA_VISIBLE_DEVICES names ",
                                                   devices.size()));
  }
  std::vector<std::string> assigned;
  size_t next = 0;
  for (const std::string& slot : slots) {
    assigned.push_back(slot == kCuda ? absl::StrCat(kCuda, ":", devices[next++]) : slot);
  }
  return assigned;
}

}  // namespace palimpsest
