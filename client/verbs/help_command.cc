#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "client/verbs/verb_tree.h"
#include "client/verbs/verbs.h"

namespace palimpsest {
namespace {

absl::StatusOr<ExitCode> RunHelp(const CLI::App& app, const std::vector<std::string>& words,
                                 CommandContext& context) {
  const CLI::App* verb = &app;
  std::string path = app.get_name();
  for (const std::string& word : words) {
    std::vector<std::string> known;
    const CLI::App* next = nullptr;
    for (const CLI::App* candidate : VerbsOf(*verb)) {
      known.push_back(candidate->get_name());
      if (candidate->get_name() == word) next = candidate;
    }
    if (next == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "unknown verb ", Quoted(word),
          known.empty() ? "; see 'palimpsest --help'" : "; " + SuggestName(word, known)));
    }
    verb = next;
    absl::StrAppend(&path, " ", word);
  }
  // Not app.help(), which explains the verb that was chosen: this one.
  context.console.out << app.get_formatter()->make_help(verb, path, CLI::AppFormatMode::Normal);
  return ExitCode::kDone;
}

}  // namespace

void AddHelpCommand(CLI::App& app, Command& chosen) {
  const auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = app.add_subcommand("help", "Explain a verb");
  verb->add_option("VERB", *words, "A verb, e.g. submit or artifact get (default: all)");
  verb->footer(
      "Examples:\n"
      "  palimpsest help\n"
      "  palimpsest help artifact get");
  verb->callback([words, &app, &chosen] {
    chosen = [words, &app](CommandContext& context) { return RunHelp(app, *words, context); };
  });
}

}  // namespace palimpsest
