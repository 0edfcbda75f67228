#ifndef PALIMPSEST_CLIENT_VERBS_ARGUMENTS_H_
#define PALIMPSEST_CLIENT_VERBS_ARGUMENTS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Arguments that several verbs have.

// A check for options whose text goes to the server: "" if it may, else what is wrong. For
// CLI::Option::check.
std::string IsText(const std::string& text);

// Adds --limit, a number of at least 0, to a verb that lists. `limit` holds the default and must
// live as long as the verb.
void AddLimitOption(CLI::App& verb, int64_t& limit);

// "jobs/17" for "17" and "jobs/17". INVALID_ARGUMENT for anything else.
absl::StatusOr<std::string> JobNameOfArgument(absl::string_view text);

// The state of that name, in any case. INVALID_ARGUMENT naming the known ones.
absl::StatusOr<v1::Job::State> ParseState(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_ARGUMENTS_H_
