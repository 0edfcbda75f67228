#include "client/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "client/remote/rpc_status.h"
#include "client/verbs/command.h"
#include "client/verbs/verb_tree.h"
#include "client/verbs/verbs.h"
#include "common/base/build_info.h"
#include "common/rpc/address.h"

namespace palimpsest {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  palimpsest submit job.yaml --watch\n"
    "  palimpsest ls --state running\n"
    "  palimpsest results --format csv > results.csv\n"
    "\n"
    "Every verb takes --server, --format and --help. JSON is the message of the API in proto3 "
    "JSON\n"
    "with the field names of the proto: an object for one resource, an array for a list, an object "
    "a\n"
    "line for events; accuracies are fractions, 64-bit integers are strings (but numbers in\n"
    "'results').\n";

absl::Status UsageError(const CLI::App& app, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(text, "; see '", VerbPath(app), " --help'"));
}

// The error for arguments that name no verb, or a noun without one.
absl::Status NoVerb(const CLI::App& app) {
  std::vector<std::string> known;
  for (const CLI::App* verb : VerbsOf(DeepestVerb(app))) known.push_back(verb->get_name());
  const std::vector<std::string> rest = app.remaining(/*recurse=*/true);
  const auto word = std::find_if(rest.begin(), rest.end(), [](const std::string& argument) {
    return !absl::StartsWith(argument, "-");
  });
  if (word != rest.end()) {
    return UsageError(
        app, absl::StrCat("unknown verb ", Quoted(*word), "; ", SuggestName(*word, known)));
  }
  return UsageError(app, absl::StrCat("a verb is missing: ", absl::StrJoin(known, ", ")));
}

// What all verbs share, in the help of each.
void AddFooters(CLI::App& app) {
  for (CLI::App* verb : app.get_subcommands([](CLI::App*) { return true; })) {
    AddFooters(*verb);
    if (!VerbsOf(*verb).empty()) continue;
    verb->footer(
        absl::StrCat(verb->get_footer(),
                     "\n\nAlso --server ADDRESS and --format FORMAT; see 'palimpsest --help'.\n"));
  }
}

// The arguments as CLI11 understands them.
class CommandLine {
 public:
  CommandLine() {
    app_.set_version_flag("--version", std::string(BuildId()));
    app_.fallthrough();  // for all verbs: global options may follow them
    app_.require_subcommand(0, 1);
    app_.add_option("--server", server_, "Where the server is: HOST:PORT or unix:PATH")
        ->envname("PALIMPSEST_SERVER")
        ->capture_default_str();
    app_.add_option("--format", format_, "table, json, or csv (results only)")
        ->check(CLI::IsMember({"table", "json", "csv"}))
        ->capture_default_str();
    AddSubmitCommand(app_, chosen_);
    AddLsCommand(app_, chosen_);
    AddShowCommand(app_, chosen_);
    AddWatchCommand(app_, chosen_);
    AddLogsCommand(app_, chosen_);
    AddCancelCommand(app_, chosen_);
    AddResultsCommand(app_, chosen_);
    AddArtifactCommand(app_, chosen_);
    AddWorkerCommand(app_, chosen_);
    AddServerCommand(app_, chosen_);
    AddHelpCommand(app_, chosen_);
    AddCompletionCommand(app_, chosen_);
    app_.footer(absl::StrCat(kFooter, kExitCodeHelp, "\n"));
    AddFooters(app_);
  }

  absl::StatusOr<ExitCode> Run(std::vector<std::string> arguments, Console& console) {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    try {                                              // CLI11 reports by exceptions
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& e) {
      if (e.get_exit_code() == 0) {  // --help and --version
        app_.exit(e, console.out, console.err);
        return ExitCode::kDone;
      }
      const bool lacks_verb = !VerbsOf(DeepestVerb(app_)).empty();
      if (lacks_verb && dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr) return NoVerb(app_);
      return UsageError(app_, e.what());
    }
    if (!chosen_) return NoVerb(app_);
    if (format_ == "csv" && !app_.got_subcommand("results")) {
      return UsageError(app_, "--format: csv is for 'results' only; use table or json");
    }
    const absl::StatusOr<Address> server = Address::ParseDial("--server", server_);
    if (!server.ok()) return server.status();
    CommandContext context(*server, Format(), console);
    return chosen_(context);
  }

 private:
  OutputFormat Format() const {
    if (format_ == "json") return OutputFormat::kJson;
    return format_ == "csv" ? OutputFormat::kCsv : OutputFormat::kTable;
  }

  CLI::App app_{"Experiments with neural-network weights written twice into one memory.",
                "palimpsest"};
  std::string server_ = Address().text();
  std::string format_ = "table";
  Command chosen_;
};

}  // namespace

ExitCode RunCommandLine(const std::vector<std::string>& arguments, Console& console) {
  absl::StatusOr<ExitCode> exit_code = CommandLine().Run(arguments, console);
  console.out.flush();
  // Who has read enough needs no error, nor what came of an output that went nowhere.
  if (!console.out && console.reader_left()) return ExitCode::kReaderLeft;
  if (exit_code.ok() && !console.out) {
    exit_code = absl::DataLossError("cannot write all of the output; is the disk full?");
  }
  if (exit_code.ok()) return *exit_code;
  console.err << ErrorLine(exit_code.status()) << std::endl;
  return ExitCodeOf(exit_code.status());
}

}  // namespace palimpsest
