#ifndef PALIMPSEST_CLIENT_JOB_FILES_SET_OPTION_H_
#define PALIMPSEST_CLIENT_JOB_FILES_SET_OPTION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Sets the field at `path`, e.g. "scaling.parameters.k", to `value`, e.g. "3" or "[0.5, 1]": text
// as it stands for a text field, YAML for any other. A key of a map follows a dot, or stands in
// brackets where it has dots of its own: "layers[features.0].memory.bits". Lists, maps and messages
// are replaced whole; of two assignments to one field the later one counts. INVALID_ARGUMENT
// "flag: path: what is wrong" as in yaml_message.h; `flag` is what errors call it.
absl::Status SetField(const std::string& flag, absl::string_view path, const std::string& value,
                      v1::JobSpec& spec);

// The same for "path=value". INVALID_ARGUMENT also if there is no "=".
absl::Status ApplySetOption(absl::string_view assignment, v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_SET_OPTION_H_
