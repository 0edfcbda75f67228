#ifndef PALIMPSEST_CLIENT_JOB_FILES_VALUE_SOURCE_H_
#define PALIMPSEST_CLIENT_JOB_FILES_VALUE_SOURCE_H_

#include <yaml-cpp/mark.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// Where a value comes from, for error messages: "job.yaml:7: " with the value's line, or "--set: ".
struct ValueSource {
  std::string name;
  bool has_lines = false;

  // INVALID_ARGUMENT "name:LINE: path: text".
  absl::Status Error(const YAML::Mark& mark, absl::string_view path, absl::string_view text) const;
  // INVALID_ARGUMENT "name:LINE:COLUMN: text", for what is wrong with the text itself.
  absl::Status TextError(int line, int column, absl::string_view text) const;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_VALUE_SOURCE_H_
