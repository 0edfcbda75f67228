#ifndef PALIMPSEST_COMMON_BASE_BUILD_INFO_H_
#define PALIMPSEST_COMMON_BASE_BUILD_INFO_H_

#include "absl/strings/string_view.h"

namespace palimpsest {

// Version and commit of this build, e.g. "0.1.0+1a2b3c4d5e6f" ("-dirty" at the end if files were
// changed).
absl::string_view BuildId();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_BUILD_INFO_H_
