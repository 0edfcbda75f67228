#include "client/verbs/completion_script.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/verbs/verb_tree.h"

namespace palimpsest {
namespace {

// The flags of `app` with their dashes, and its verbs.
std::vector<std::string> WordsOf(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* verb : VerbsOf(app)) {
    words.push_back(verb->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

// For `app` and all below it: the verbs that lead there ("artifact get") and what may follow.
void Collect(const CLI::App& app, const std::string& path,
             const std::vector<std::string>& inherited,
             std::vector<std::pair<std::string, std::vector<std::string>>>& contexts) {
  std::vector<std::string> words = WordsOf(app);
  words.insert(words.end(), inherited.begin(), inherited.end());
  contexts.emplace_back(path, std::move(words));
  for (const CLI::App* verb : VerbsOf(app)) {
    Collect(*verb, path.empty() ? verb->get_name() : absl::StrCat(path, " ", verb->get_name()),
            inherited, contexts);
  }
}

}  // namespace

std::string CompletionScript(const CLI::App& app, Shell shell) {
  std::vector<std::pair<std::string, std::vector<std::string>>> contexts;
  Collect(app, "", {"--server", "--format"}, contexts);

  std::vector<std::string> known_paths;
  std::string cases;
  for (const auto& [path, words] : contexts) {
    if (!path.empty()) known_paths.push_back(absl::StrCat("\"", path, "\""));
    absl::StrAppend(&cases, "    \"", path, "\") words=\"", absl::StrJoin(words, " "), "\" ;;\n");
  }
  // zsh runs the script of bash through its own emulation.
  const std::string head = shell == Shell::kZsh ? "autoload -U +X compinit && compinit\n"
                                                  "autoload -U +X bashcompinit && bashcompinit\n"
                                                : "";
  return absl::StrCat(head,
                      "_palimpsest() {\n"
                      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" path=\"\" words=\"\" i next\n"
                      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
                      "    next=\"${path:+$path }${COMP_WORDS[i]}\"\n"
                      "    case \"$next\" in\n"
                      "      ",
                      absl::StrJoin(known_paths, "|"),
                      ") path=\"$next\" ;;\n"
                      "    esac\n"
                      "  done\n"
                      "  case \"$path\" in\n",
                      cases,
                      "  esac\n"
                      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                      "}\n"
                      "complete -o default -F _palimpsest palimpsest\n");
}

}  // namespace palimpsest
