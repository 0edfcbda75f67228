#ifndef PALIMPSEST_COMMON_JOB_FIELD_PATH_H_
#define PALIMPSEST_COMMON_JOB_FIELD_PATH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {

// Paths of fields as people write and read them: "memory.shared_bits", and for an entry of a map
// "layers.conv1", or "layers[features.0]" where the key has dots or brackets of its own.

// The field `name` of the message at `path`; an empty path is that of the whole.
std::string FieldPath(absl::string_view path, absl::string_view name);

std::string MapEntryPath(absl::string_view path, absl::string_view key);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_FIELD_PATH_H_
