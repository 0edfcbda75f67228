#ifndef PALIMPSEST_CLIENT_JOB_FILES_CLOSEST_NAME_H_
#define PALIMPSEST_CLIENT_JOB_FILES_CLOSEST_NAME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace palimpsest {

// The way out for an unknown `name`: "did you mean shared_bits?" if a known one is close enough to
// be a slip (at most a third of its letters differ), else "known: a, b, c".
std::string SuggestName(absl::string_view name, const std::vector<std::string>& known);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_CLOSEST_NAME_H_
