#ifndef PALIMPSEST_CLIENT_VERBS_LIMIT_OPTION_H_
#define PALIMPSEST_CLIENT_VERBS_LIMIT_OPTION_H_

#include <CLI/CLI.hpp>
#include <cstdint>

namespace palimpsest {

// Adds --limit, a number of at least 0, to a verb that lists. `limit` holds the default and must
// live as long as the verb.
void AddLimitOption(CLI::App& verb, int64_t& limit);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_LIMIT_OPTION_H_
