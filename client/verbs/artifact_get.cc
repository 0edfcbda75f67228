#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/artifacts/artifact_download.h"
#include "client/artifacts/artifact_file.h"
#include "client/display/format.h"
#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "client/remote/interrupt_scope.h"
#include "client/verbs/artifact_verbs.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Fetches files and tells about each.
class Getter {
 public:
  Getter(const ArtifactGetOptions& options, Cancellation& cancellation, CommandContext& context)
      : options_(options), context_(context) {
    download_.cancellation = &cancellation;
  }

  // Writes the content itself to the standard output, and nothing else.
  absl::Status Print(const v1::Artifact& artifact) {
    Console& console = context_.console;
    return StreamCheckedArtifact(
        context_.client(), artifact, download_, [&console](absl::string_view bytes) {
          console.out << bytes;
          return console.out ? absl::OkStatus() : absl::DataLossError("cannot write the output");
        });
  }

  absl::Status Save(const v1::Artifact& artifact, const std::string& path) {
    ASSIGN_OR_RETURN(const SavedArtifact saved,
                     SaveArtifact(context_.client(), artifact, path, options_.force, download_));
    if (saved.is_file) saved_.push_back(artifact);
    // What was written to a pipe or device may be this program's output.
    if (context_.format == OutputFormat::kJson || !saved.is_file) return absl::OkStatus();
    context_.console.out << Printable(saved.path) << ": " << BytesText(artifact.size_bytes())
                         << ", SHA-256 " << Printable(artifact.sha256())
                         << (saved.was_there ? ", was there already" : "") << std::endl;
    return absl::OkStatus();
  }

  absl::Status SaveAll(const std::string& job) {
    ASSIGN_OR_RETURN(const std::vector<v1::Artifact> artifacts,
                     context_.client().ListArtifacts(job));
    if (artifacts.empty()) return NoArtifacts(job);
    const std::filesystem::path folder = std::filesystem::path(options_.output) /
                                         absl::StrCat("job", absl::StripPrefix(job, "jobs/"));
    if (const absl::Status made = CreateDirectories(folder.string()); !made.ok()) {
      return absl::InvalidArgumentError(made.message());
    }
    for (const v1::Artifact& artifact : artifacts) {
      RETURN_IF_ERROR(Save(artifact, folder.string()));
    }
    return absl::OkStatus();
  }

  // A list, unless it was one file that was asked for.
  void PrintJson() const {
    if (context_.format != OutputFormat::kJson) return;
    const bool is_one = !options_.all && options_.names.size() == 1;
    if (is_one && saved_.empty()) return;
    context_.console.out << (is_one ? ToJson(saved_[0]) : ToJsonArray(saved_));
  }

 private:
  const ArtifactGetOptions& options_;
  CommandContext& context_;
  DownloadOptions download_;
  std::vector<v1::Artifact> saved_;
};

absl::Status CheckOutput(const ArtifactGetOptions& options) {
  const bool is_one = !options.all && options.names.size() == 1;
  if (is_one) return absl::OkStatus();
  if (options.output == "-") {
    return absl::InvalidArgumentError("--output: - takes one file; name a folder for several");
  }
  std::error_code error;
  if (!options.all && !options.output.empty() &&
      !std::filesystem::is_directory(options.output, error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--output: ", Quoted(options.output), " is no folder for several files"));
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> GetNamed(const ArtifactGetOptions& options, const std::string& job,
                                  Getter& getter, ApiClient& client) {
  for (const std::string& name : options.names) {
    ASSIGN_OR_RETURN(const v1::Artifact artifact, FindArtifact(client, job, name));
    RETURN_IF_ERROR(options.output == "-"
                        ? getter.Print(artifact)
                        : getter.Save(artifact, options.output.empty() ? artifact.file_name()
                                                                       : options.output));
  }
  return ExitCode::kDone;
}

}  // namespace

absl::StatusOr<ExitCode> GetArtifacts(const ArtifactGetOptions& options, CommandContext& context) {
  RETURN_IF_ERROR(CheckOutput(options));
  Cancellation cancellation;
  InterruptScope interrupt_scope(cancellation);
  Getter getter(options, cancellation, context);
  const absl::StatusOr<ExitCode> ended = RunForEachJob(
      options.jobs, context.console, [&](const std::string& job) -> absl::StatusOr<ExitCode> {
        if (!options.all) return GetNamed(options, job, getter, context.client());
        RETURN_IF_ERROR(getter.SaveAll(job));
        return ExitCode::kDone;
      });
  if (options.output != "-") getter.PrintJson();
  return ended;
}

}  // namespace palimpsest
