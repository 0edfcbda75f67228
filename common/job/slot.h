#ifndef PALIMPSEST_COMMON_JOB_SLOT_H_
#define PALIMPSEST_COMMON_JOB_SLOT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// What a worker runs its jobs on.
struct Slot {
  // "cpu" or "cuda".
  std::string kind = "cpu";
  // Of "cuda": which device, as CUDA_VISIBLE_DEVICES names it, by index or UUID. Empty: those that
  // the environment shows.
  std::string device;
};

// "cpu", "cuda", "cuda:1", "cuda:GPU-8f6e..." (or MIG-...). INVALID_ARGUMENT that shows `text`.
absl::StatusOr<Slot> ParseSlot(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SLOT_H_
