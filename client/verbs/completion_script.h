#ifndef PALIMPSEST_CLIENT_VERBS_COMPLETION_SCRIPT_H_
#define PALIMPSEST_CLIENT_VERBS_COMPLETION_SCRIPT_H_

#include <CLI/CLI.hpp>
#include <string>

namespace palimpsest {

// Shells that completion scripts are made for.
enum class Shell { kBash, kZsh };

// A script for `shell` that completes the verbs and flags of `app`, and file names where neither
// fits. Asks nobody at completion time: all words are in the script.
std::string CompletionScript(const CLI::App& app, Shell shell);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_VERBS_COMPLETION_SCRIPT_H_
