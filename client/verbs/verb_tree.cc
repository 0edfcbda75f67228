#include "client/verbs/verb_tree.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {

std::vector<const CLI::App*> VerbsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App& DeepestVerb(const CLI::App& app) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  return named.empty() ? app : DeepestVerb(*named.front());
}

std::string VerbPath(const CLI::App& app) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  if (named.empty()) return app.get_name();
  return absl::StrCat(app.get_name(), " ", VerbPath(*named.front()));
}

}  // namespace palimpsest
