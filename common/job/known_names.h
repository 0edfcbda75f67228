#ifndef PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_
#define PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace palimpsest {

// The model zoo, by name. The engine's zoo has a network for each of them, in this order.
absl::Span<const absl::string_view> ModelNames();

// Kinds of device that a job may ask for.
absl::Span<const absl::string_view> DeviceNames();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_
