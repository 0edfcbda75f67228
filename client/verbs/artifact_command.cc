#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/artifacts/artifact_download.h"
#include "client/display/format.h"
#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "client/display/table.h"
#include "client/verbs/arguments.h"
#include "client/verbs/artifact_verbs.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

struct ArtifactOptions {
  std::string job;
  std::string file_name;
  std::string output;
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
  ASSIGN_OR_RETURN(const std::string job, JobNameOfArgument(options.job));
  ASSIGN_OR_RETURN(const v1::Artifact artifact,
                   FindArtifact(context.client(), job, options.file_name));
  const std::string path = options.output.empty() ? options.file_name : options.output;
  RETURN_IF_ERROR(DownloadToFile(context.client(), artifact, path, DownloadOptions()));
  if (context.format == OutputFormat::kJson) {
    context.console.out << ToJson(artifact);
  } else {
    context.console.out << path << ": " << BytesText(artifact.size_bytes()) << ", SHA-256 "
                        << Printable(artifact.sha256()) << "\n";
  }
  return ExitCode::kDone;
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
  CLI::App* get = add("get", "Fetch a file of a job", RunGet);
  get->add_option("NAME", options->file_name, "A name that 'artifact ls' shows")->required();
  get->add_option("-o,--output", options->output, "Where to (default: NAME in this folder)");
  get->footer(
      "Every piece is checked by its CRC-32 and the whole by its SHA-256. An interrupted download\n"
      "goes on where it stopped when the command is repeated.\n"
      "Examples:\n"
      "  palimpsest artifact get 17 quantized_weights.safetensors\n"
      "  palimpsest artifact get 17 metrics.csv -o job17.csv");
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
