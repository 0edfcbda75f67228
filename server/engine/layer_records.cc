#include "server/engine/layer_records.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

std::vector<uint8_t> BytesOf(const std::string& text) { return {text.begin(), text.end()}; }

absl::Status DoesNotFit(absl::string_view name) {
  return absl::DataLossError(absl::StrCat("the run state does not fit layer ", name));
}

}  // namespace

absl::StatusOr<MemoryPlan> PlanOfLayer(const MemoryOptions& memory, const WeightInfo& weight,
                                       Scale scale) {
  return MemoryPlan::Create(
      memory, {{weight.name, weight.shape, std::move(scale), /*importance=*/nullptr}});
}

absl::StatusOr<std::vector<FrozenTiles>> RestoreLayers(const JobSetup& setup,
                                                       const v1::RunRecord& record) {
  if (static_cast<size_t>(record.layers_size()) != setup.weights.size()) {
    return absl::DataLossError("the run state has other layers than the job");
  }
  std::vector<FrozenTiles> layers;
  for (size_t l = 0; l < setup.weights.size(); ++l) {
    const WeightInfo& weight = setup.weights[l];
    const v1::LayerRecord& saved = record.layers(static_cast<int>(l));
    if (saved.name() != weight.name) return DoesNotFit(weight.name);
    Scale scale;
    scale.delta.assign(saved.delta().begin(), saved.delta().end());
    scale.zero_point.assign(saved.zero_point().begin(), saved.zero_point().end());
    ASSIGN_OR_RETURN(const LayerSetup layer_setup, SetupOfLayer(setup, weight, record.memory()));
    absl::StatusOr<MemoryPlan> plan = PlanOfLayer(layer_setup.memory, weight, std::move(scale));
    if (!plan.ok()) return DoesNotFit(weight.name);
    absl::StatusOr<FrozenTiles> layer =
        FrozenTiles::Restore(*std::move(plan), BytesOf(saved.frozen()), BytesOf(saved.codes()),
                             BytesOf(saved.choices()));
    if (!layer.ok()) return DoesNotFit(weight.name);
    layers.push_back(*std::move(layer));
  }
  return layers;
}

void SaveLayers(const std::vector<FrozenTiles>& layers, v1::RunRecord& record) {
  record.clear_layers();
  for (const FrozenTiles& layer : layers) {
    const PlanTensor& tensor = layer.plan().tensors()[0];
    v1::LayerRecord& saved = *record.add_layers();
    saved.set_name(tensor.name);
    saved.mutable_delta()->Assign(tensor.scale.delta.begin(), tensor.scale.delta.end());
    saved.mutable_zero_point()->Assign(tensor.scale.zero_point.begin(),
                                       tensor.scale.zero_point.end());
    saved.mutable_frozen()->assign(layer.frozen().begin(), layer.frozen().end());
    saved.mutable_codes()->assign(layer.codes().begin(), layer.codes().end());
    saved.mutable_choices()->assign(layer.choices().begin(), layer.choices().end());
  }
}

absl::StatusOr<const NamedTensor*> FindWeight(const std::vector<NamedTensor>& tensors,
                                              const WeightInfo& weight) {
  const auto found =
      std::find_if(tensors.begin(), tensors.end(),
                   [&weight](const NamedTensor& tensor) { return tensor.name == weight.name; });
  if (found == tensors.end() || found->shape != weight.shape) return DoesNotFit(weight.name);
  return &*found;
}

absl::StatusOr<NamedTensor*> FindWeight(std::vector<NamedTensor>& tensors,
                                        const WeightInfo& weight) {
  ASSIGN_OR_RETURN(const NamedTensor* const found, FindWeight(std::as_const(tensors), weight));
  return const_cast<NamedTensor*>(found);
}

}  // namespace palimpsest
