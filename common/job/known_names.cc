#include "common/job/known_names.h"

#include <vector>

namespace palimpsest {
namespace {

constexpr absl::string_view kLeNet5Layers[] = {"conv1.weight", "conv2.weight", "fc1.weight",
                                               "fc2.weight", "fc3.weight"};
constexpr absl::string_view kMlpLayers[] = {"fc1.weight", "fc2.weight", "fc3.weight"};

constexpr ModelInfo kModels[] = {{"lenet5", kLeNet5Layers, /*smallest_batch=*/1},
                                 {"mlp", kMlpLayers, /*smallest_batch=*/2}};

}  // namespace

absl::Span<const ModelInfo> Models() { return kModels; }

const ModelInfo* FindModel(absl::string_view name) {
  for (const ModelInfo& model : kModels) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

absl::Span<const absl::string_view> ModelNames() {
  static const auto& names = *[] {
    auto* const names = new std::vector<absl::string_view>;
    for (const ModelInfo& model : kModels) names->push_back(model.name);
    return names;
  }();
  return names;
}

absl::Span<const absl::string_view> DeviceNames() {
  static constexpr absl::string_view kNames[] = {"cpu", "cuda"};
  return kNames;
}

}  // namespace palimpsest
