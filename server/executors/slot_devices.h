#ifndef PALIMPSEST_SERVER_EXECUTORS_SLOT_DEVICES_H_
#define PALIMPSEST_SERVER_EXECUTORS_SLOT_DEVICES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace palimpsest {

// `slots` with a device of its own for each "cuda": the first gets the first device, and so on, so
// that two workers never meet on one GPU. The devices are those of `visible`, the server's own
// CUDA_VISIBLE_DEVICES (as to CUDA, the list ends before its first entry that names none); without
// it they are counted from 0. INVALID_ARGUMENT if the list has too few.
absl::StatusOr<std::vector<std::string>> AssignDevices(
    const std::vector<std::string>& slots, const absl::optional<absl::string_view>& visible);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_EXECUTORS_SLOT_DEVICES_H_
