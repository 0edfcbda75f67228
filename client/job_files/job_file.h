#ifndef PALIMPSEST_CLIENT_JOB_FILES_JOB_FILE_H_
#define PALIMPSEST_CLIENT_JOB_FILES_JOB_FILE_H_

#include <iosfwd>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// The job in `text`, YAML or JSON (which YAML includes), by the field names of JobSpec. Only what
// the text says is set: defaults are the server's. Any bytes at all may be given.
// INVALID_ARGUMENT "name:LINE: field: what is wrong; way out" for text that is larger than 1 MiB,
// empty or no mapping, and for every error of yaml_text.h and yaml_message.h. `name` is what errors
// call the text.
absl::StatusOr<v1::JobSpec> ParseJob(absl::string_view text, const std::string& name);

// The job in the file, or on `standard_input` if the path is "-". Besides ParseJob's errors
// INVALID_ARGUMENT if it cannot be read.
absl::StatusOr<v1::JobSpec> ReadJobFile(const std::string& path, std::istream& standard_input);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_JOB_FILE_H_
