#include "server/engine/job.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/job/layer_settings.h"
#include "server/engine/dataset_formats.h"
#include "server/engine/models/zoo.h"
#include "server/engine/network_weights.h"
#include "server/engine/torch_runtime.h"

namespace palimpsest {
namespace {

// The format of the configured data sets.
constexpr char kFormat[] = "idx";

absl::StatusOr<torch::Device> FindDevice(const std::string& name) {
  const std::vector<std::string> usable = UsableDevices();
  if (!absl::c_linear_search(usable, name)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "device: this worker has no \"", name, "\" device; it has ", absl::StrJoin(usable, ", ")));
  }
  return torch::Device(name);
}

absl::StatusOr<ImageData> LoadData(const v1::RunJob& request) {
  const v1::DatasetSpec& dataset = request.spec().dataset();
  const auto directory = request.dataset_dirs().find(dataset.name());
  if (directory == request.dataset_dirs().end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("dataset.name: this worker has no data set \"", dataset.name(), "\""));
  }
  absl::StatusOr<ImageData> data =
      LoadDataset(kFormat, directory->second, {dataset.train_limit(), dataset.test_limit()});
  if (!data.ok()) return Annotate(data.status(), absl::StrCat("data set ", dataset.name()));
  return data;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Job>> LoadJob(const v1::RunJob& request, int threads) {
  const v1::JobSpec& spec = request.spec();
  ASSIGN_OR_RETURN(const torch::Device device, FindDevice(spec.device()));
  JobSetup setup;
  setup.request = request;
  setup.threads = threads;
  ASSIGN_OR_RETURN(const ImageData data, LoadData(request));
  ASSIGN_OR_RETURN(const Network network,
                   MakeNetwork(spec.model().name(), data.shape(), data.classes,
                               SubSeed(spec.seed(), kInitializationPart)));
  MoveTo(device, network);
  for (WeightInfo& weight : EncodableWeights(network)) {
    const bool is_kept = ResolveLayer(spec, weight.name).keep_floating_point;
    if (!is_kept) setup.weights.push_back(std::move(weight));
  }
  RETURN_IF_ERROR(CheckLayers(setup));
  setup.parameter_count = ParameterCount(network);
  setup.train_count = data.train.count;
  setup.test_count = data.test.count;
  setup.data_sha256 = data.sha256;
  setup.libtorch_version = std::string(LibTorchVersion());
  setup.numeric_facts = NumericFacts(spec.device());
  return std::make_unique<Job>(
      Job{std::move(setup), DeviceData(data.train, data.mean, data.deviation, device),
          DeviceData(data.test, data.mean, data.deviation, device), network, device});
}

}  // namespace palimpsest
