#include "common/job/layer_validation.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/job/field_path.h"
#include "common/job/known_names.h"
#include "common/job/layer_settings.h"
#include "common/job/spec_conversion.h"

namespace palimpsest {
namespace {

constexpr char kLayers[] = "layers";
constexpr int kMaxRules = 256;

std::vector<FieldViolation> ViolationsOf(const LayerSettings& settings, absl::string_view path) {
  SpecChecker checker;
  CheckMemory(settings.memory, FieldPath(path, "memory"), checker);
  CheckEncoder(settings.encoder, FieldPath(path, "encoder"), checker);
  CheckScaling(settings.scaling, FieldPath(path, "scaling"), checker);
  CheckOrder(settings.order, FieldPath(path, "retraining.order"), checker);
  return checker.Take();
}

bool Contains(const std::vector<FieldViolation>& violations, const FieldViolation& violation) {
  return absl::c_any_of(violations, [&violation](const FieldViolation& other) {
    return other.field == violation.field && other.description == violation.description;
  });
}

void CheckRule(const v1::JobSpec& spec, const std::string& key, SpecChecker& checker) {
  const std::string path = MapEntryPath(kLayers, key);
  checker.Check(spec.layers().at(key).ByteSizeLong() > 0, path, "must set something");
  v1::JobSpec without = spec;
  without.mutable_layers()->erase(key);
  const std::vector<FieldViolation> inherited = ViolationsOf(ResolveLayer(without, key), path);
  for (const FieldViolation& violation : ViolationsOf(ResolveLayer(spec, key), path)) {
    checker.Check(Contains(inherited, violation), violation.field, violation.description);
  }
}

std::vector<std::string> EncodedLayers(const v1::JobSpec& spec) {
  std::vector<std::string> names;
  const ModelInfo* const model = FindModel(spec.model().name());
  if (model == nullptr) return names;
  for (const absl::string_view layer : model->layers) {
    if (!ResolveLayer(spec, layer).keep_floating_point) names.emplace_back(layer);
  }
  return names;
}

}  // namespace

void CheckLayerRules(const v1::JobSpec& spec, SpecChecker& checker) {
  checker.Check(spec.layers_size() <= kMaxRules, kLayers,
                absl::StrCat("must have at most ", kMaxRules, " rules"), spec.layers_size());
  const ModelInfo* const model = FindModel(spec.model().name());
  // Nothing is known of the layers of a model that has itself been named as unknown.
  if (spec.layers_size() > kMaxRules || model == nullptr) return;
  for (const std::string& key : LayerRuleKeys(spec)) {
    const bool fits = !key.empty() && absl::c_any_of(model->layers, [&](absl::string_view layer) {
      return absl::StartsWith(layer, key);
    });
    if (fits) {
      CheckRule(spec, key, checker);
    } else {
      checker.Check(false, MapEntryPath(kLayers, key),
                    absl::StrCat("no layer of ", model->name, " begins with it; its layers are ",
                                 absl::StrJoin(model->layers, ", ")));
    }
  }
  checker.Check(!EncodedLayers(spec).empty(), kLayers, "must leave a layer to encode");
}

void CheckEqualCapacity(const v1::JobSpec& spec, SpecChecker& checker) {
  const std::vector<std::string> layers = EncodedLayers(spec);
  if (!spec.equal_capacity_baseline() || layers.empty()) return;
  bool is_shared = false;
  for (const std::string& layer : layers) {
    // A memory that is itself wrong has been named already.
    const auto memory = ToMemoryOptions(ResolveLayer(spec, layer).memory, spec.seed());
    if (!memory.ok()) return;
    is_shared = is_shared || memory->shared_bits > 0;
    const auto plain = EqualCapacityMemory(*memory);
    if (plain.ok()) continue;
    checker.Check(false, "equal_capacity_baseline",
                  absl::StrCat(layer, ": ", plain.status().message()));
    return;
  }
  checker.Check(is_shared, "equal_capacity_baseline",
                "needs a layer with shared bits: plain words are their own baseline");
}

}  // namespace palimpsest
