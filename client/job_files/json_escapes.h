#ifndef PALIMPSEST_CLIENT_JOB_FILES_JSON_ESCAPES_H_
#define PALIMPSEST_CLIENT_JOB_FILES_JSON_ESCAPES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {

// `json`, which must be valid, with every pair of surrogates ("\ud83d\ude00") as the one character
// in UTF-8 that it stands for: YAML knows no such pairs.
std::string JoinSurrogates(absl::string_view json);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_JSON_ESCAPES_H_
