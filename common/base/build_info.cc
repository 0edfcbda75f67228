#include "common/base/build_info.h"

#include "build_id.h"

namespace palimpsest {

absl::string_view BuildId() { return PALIMPSEST_BUILD_ID; }

}  // namespace palimpsest
