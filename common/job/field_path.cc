#include "common/job/field_path.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {

std::string FieldPath(absl::string_view path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

std::string MapEntryPath(absl::string_view path, absl::string_view key) {
  const bool needs_brackets = key.empty() || key.find_first_of(".[]") != absl::string_view::npos;
  return needs_brackets ? absl::StrCat(path, "[", key, "]") : absl::StrCat(path, ".", key);
}

}  // namespace palimpsest
