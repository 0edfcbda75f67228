#include "client/job_files/value_source.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {

absl::Status ValueSource::Error(const YAML::Mark& mark, absl::string_view path,
                                absl::string_view text) const {
  const std::string line = has_lines && !mark.is_null() ? absl::StrCat(":", mark.line + 1) : "";
  const std::string field = path.empty() ? "" : absl::StrCat(path, ": ");
  return absl::InvalidArgumentError(absl::StrCat(name, line, ": ", field, text));
}

absl::Status ValueSource::TextError(int line, int column, absl::string_view text) const {
  const std::string place = has_lines ? absl::StrCat(":", line, ":", column) : "";
  return absl::InvalidArgumentError(absl::StrCat(name, place, ": ", text));
}

}  // namespace palimpsest
