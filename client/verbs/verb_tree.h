#ifndef PALIMPSEST_CLIENT_VERBS_VERB_TREE_H_
#define PALIMPSEST_CLIENT_VERBS_VERB_TREE_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace palimpsest {

// The verbs right below `app`, in their order; none if it is a verb itself.
std::vector<const CLI::App*> VerbsOf(const CLI::App& app);

// The verb that the parsed arguments name, as far as they do; `app` itself if none.
const CLI::App& DeepestVerb(const CLI::App& app);

// How DeepestVerb is called: "palimpsest artifact get".
std::string VerbPath(const CLI::App& app);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_VERB_TREE_H_
