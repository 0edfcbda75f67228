#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/artifacts/artifact_download.h"
#include "client/artifacts/weight_verification.h"
#include "client/display/format.h"
#include "client/display/job_text.h"
#include "client/display/table.h"
#include "client/remote/rpc_status.h"
#include "client/verbs/artifact_verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr char kImageName[] = "memory_image.plm";
constexpr char kWeightsName[] = "quantized_weights.safetensors";

// The verdict on files that cannot be read for what they should be.
WeightVerification Damaged(absl::string_view file_name, const absl::Status& why,
                           const v1::JobResult& result) {
  WeightVerification verification;
  verification.evaluated_sha256 = result.evaluated_weights_sha256();
  verification.difference = absl::StrCat(file_name, ": ", why.message());
  return verification;
}

absl::StatusOr<std::string> Fetch(ApiClient& client, const std::string& job,
                                  const std::string& file_name) {
  ASSIGN_OR_RETURN(const v1::Artifact artifact, FindArtifact(client, job, file_name));
  return DownloadToMemory(client, artifact, DownloadOptions());
}

// A file that is damaged, at the server or since it was written, is a verdict, not an error.
absl::StatusOr<WeightVerification> FetchAndVerify(ApiClient& client, const v1::Job& job) {
  const absl::StatusOr<std::string> image_bytes = Fetch(client, job.name(), kImageName);
  if (absl::IsDataLoss(image_bytes.status())) {
    return Damaged(kImageName, image_bytes.status(), job.result());
  }
  RETURN_IF_ERROR(image_bytes.status());
  const absl::StatusOr<std::string> weight_bytes = Fetch(client, job.name(), kWeightsName);
  if (absl::IsDataLoss(weight_bytes.status())) {
    return Damaged(kWeightsName, weight_bytes.status(), job.result());
  }
  RETURN_IF_ERROR(weight_bytes.status());
  const absl::StatusOr<std::vector<GroupImage>> image = ParseMemoryImage(*image_bytes);
  if (!image.ok()) return Damaged(kImageName, image.status(), job.result());
  const absl::StatusOr<Safetensors> tensors = ParseSafetensors(*weight_bytes);
  if (!tensors.ok()) return Damaged(kWeightsName, tensors.status(), job.result());
  return VerifyWeights(*image, *tensors, job.result());
}

std::string RenderTable(const WeightVerification& verification) {
  Table table({{"LAYER"}, {"WEIGHTS", Table::Align::kRight}, {"VERDICT"}});
  for (const LayerVerification& layer : verification.layers) {
    table.AddRow(
        {layer.name, CountText(layer.weights), layer.difference.empty() ? "identical" : "differs"});
  }
  return table.Render();
}

std::string RenderJson(const std::string& job, const WeightVerification& verification) {
  nlohmann::ordered_json object = {{"job", job},
                                   {"verified", verification.verified()},
                                   {"difference", verification.difference},
                                   {"evaluated_weights_sha256", verification.evaluated_sha256},
                                   {"decoded_weights_sha256", verification.decoded_sha256},
                                   {"layers", nlohmann::ordered_json::array()}};
  for (const LayerVerification& layer : verification.layers) {
    object["layers"].push_back({{"name", layer.name},
                                {"weights", layer.weights},
                                {"identical", layer.difference.empty()},
                                {"difference", layer.difference}});
  }
  // A name that is no UTF-8 must not be an exception.
  return absl::StrCat(object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
                      "\n");
}

}  // namespace

absl::StatusOr<ExitCode> VerifyArtifacts(const std::string& job_name, CommandContext& context) {
  ApiClient& client = context.client();
  ASSIGN_OR_RETURN(const v1::Job job, client.GetJob(job_name));
  if (!job.has_result()) {
    return absl::FailedPreconditionError(
        absl::StrCat(job_name, " has no result to verify: it is ", StateText(job.state())));
  }
  ASSIGN_OR_RETURN(const WeightVerification verification, FetchAndVerify(client, job));

  Console& console = context.console;
  if (context.format == OutputFormat::kJson) {
    console.out << RenderJson(job_name, verification);
  } else if (!verification.layers.empty()) {
    console.out << RenderTable(verification);
  }
  if (!verification.verified()) {
    console.err << ErrorLine(absl::DataLossError(
                       absl::StrCat(job_name, " is not verified: ", verification.difference)))
                << "\n";
    return ExitCode::kFailedJob;
  }
  if (context.format == OutputFormat::kTable) {
    console.out << job_name
                << " is verified: memory image, quantized weights and evaluated network hold the "
                   "same weights, bit for bit\n";
  }
  return ExitCode::kDone;
}

}  // namespace palimpsest
