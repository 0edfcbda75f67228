#ifndef PALIMPSEST_CLIENT_JOB_FILES_YAML_TEXT_H_
#define PALIMPSEST_CLIENT_JOB_FILES_YAML_TEXT_H_

#include <yaml-cpp/yaml.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/job_files/value_source.h"

namespace palimpsest {

// The one document in `text`, YAML or JSON (which YAML includes but for characters beyond 16 bits
// that are written as two escapes: they are read too); a null node if there is none. Throws
// nothing. INVALID_ARGUMENT "name:LINE:COLUMN: what is wrong" for text that is not UTF-8 or has
// control characters, is not YAML, has a quote that is never closed or a second document, or is,
// its aliases followed, more than 20 levels deep or more than 100,000 values large.
absl::StatusOr<YAML::Node> ParseYaml(absl::string_view text, const ValueSource& source);

// Whether `text` is UTF-8 without control characters other than tab and line breaks.
absl::Status CheckText(absl::string_view text, const ValueSource& source);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_YAML_TEXT_H_
