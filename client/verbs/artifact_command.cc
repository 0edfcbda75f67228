#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/display/format.h"
#include "client/display/json_output.h"
#include "client/display/table.h"
#include "client/verbs/arguments.h"
#include "client/verbs/artifact_verbs.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

struct ArtifactOptions {
  std::string job;
  ArtifactGetOptions get;  // its jobs are `job`, and with --all also its names
};

using Runner = absl::StatusOr<ExitCode>(const ArtifactOptions&, CommandContext&);

std::string RenderArtifacts(const std::vector<v1::Artifact>& artifacts) {
  Table table({{"NAME"}, {"SIZE", Table::Align::kRight}, {"SHA-256"}});
  for (const v1::Artifact& artifact : artifacts) {
    table.AddRow({artifact.file_name(), BytesText(artifact.size_bytes()), artifact.sha256()});
  }
  return table.Render();
}

absl::StatusOr<ExitCode> RunLs(const ArtifactOptions& options, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string job, JobNameOfArgument(options.job));
  ASSIGN_OR_RETURN(const std::vector<v1::Artifact> artifacts, context.client().ListArtifacts(job));
  context.console.out << (context.format == OutputFormat::kJson ? ToJsonArray(artifacts)
                                                                : RenderArtifacts(artifacts));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> RunGet(const ArtifactOptions& options, CommandContext& context) {
  ArtifactGetOptions get = options.get;
  get.jobs = {options.job};
  if (get.all) {
    get.jobs.insert(get.jobs.end(), get.names.begin(), get.names.end());
    get.names.clear();
  } else if (get.names.empty()) {
    return absl::InvalidArgumentError(
        "NAME: say which file ('palimpsest artifact ls JOB' lists them), or --all");
  }
  return GetArtifacts(get, context);
}

absl::StatusOr<ExitCode> RunVerify(const ArtifactOptions& options, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::string job, JobNameOfArgument(options.job));
  return VerifyArtifacts(job, context);
}

}  // namespace

void AddArtifactCommand(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<ArtifactOptions>();
  CLI::App* noun = app.add_subcommand("artifact", "List, fetch and verify the files of a job");
  noun->require_subcommand(0, 1);
  const auto add = [&](const std::string& name, const std::string& help, Runner* run) {
    CLI::App* verb = noun->add_subcommand(name, help);
    verb->add_option("JOB", options->job, "A job: 17 or jobs/17")->required();
    verb->callback([options, run, &chosen] {
      chosen = [options, run](CommandContext& context) { return run(*options, context); };
    });
    return verb;
  };
  add("ls", "List the files of a job", RunLs)
      ->footer(
          "Example:\n"
          "  palimpsest artifact ls 17");
  CLI::App* get = add("get", "Fetch files of a job", RunGet);
  get->add_option("NAME", options->get.names,
                  "Files, by the names that 'artifact ls' shows; with --all further jobs");
  get->add_option(
         "-o,--output", options->get.output,
         "Where to: a file, a folder, a pipe or device, or - for standard output (default: "
         "NAME in this folder)")
      ->check([](const std::string& path) { return path.empty() ? "the path is empty" : ""; });
  get->add_flag("--all", options->get.all,
                "All files of each JOB, those of jobs/17 into the folder job17");
  get->add_flag("--force", options->get.force, "Replace files that hold something else");
  get->footer(
      "Every piece is checked by its CRC-32 and the whole by its SHA-256. An interrupted download\n"
      "says where it keeps what has come, and goes on there when the command is repeated.\n"
      "Examples:\n"
      "  palimpsest artifact get 17 quantized_weights.safetensors\n"
      "  palimpsest artifact get 17 metrics.csv -o job17.csv\n"
      "  palimpsest artifact get 17 metrics.csv -o - | head\n"
      "  palimpsest artifact get --all 17 18 -o runs");
  add("verify", "Check that image, weights and evaluated network are the same", RunVerify)
      ->footer(
          "Decodes the memory image and compares every weight bit for bit with the quantized\n"
          "weights, and the SHA-256 of all with that of the weights that were evaluated. Exit "
          "code\n"
          "1, naming the first difference, if there is one.\n"
          "Example:\n"
          "  palimpsest artifact verify 17");
}

}  // namespace palimpsest
