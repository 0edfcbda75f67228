#include <memory>
#include <ostream>
#include <string>

#include "client/verbs/completion_script.h"
#include "client/verbs/verbs.h"

namespace palimpsest {

void AddCompletionCommand(CLI::App& app, Command& chosen) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* verb =
      app.add_subcommand("completion", "Print a script that completes verbs and flags");
  verb->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  verb->footer(
      "Examples:\n"
      "  source <(palimpsest completion bash)\n"
      "  palimpsest completion zsh > ~/.zsh/palimpsest && source ~/.zsh/palimpsest");
  verb->callback([shell, &app, &chosen] {
    chosen = [shell, &app](CommandContext& context) -> absl::StatusOr<ExitCode> {
      context.console.out << CompletionScript(app, *shell == "zsh" ? Shell::kZsh : Shell::kBash);
      return ExitCode::kDone;
    };
  });
}

}  // namespace palimpsest
