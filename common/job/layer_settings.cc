#include "common/job/layer_settings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace palimpsest {
namespace {

void Apply(const v1::LayerRule& rule, LayerSettings& settings) {
  if (rule.has_keep_floating_point()) settings.keep_floating_point = rule.keep_floating_point();
  settings.memory.MergeFrom(rule.memory());
  settings.encoder.MergeFrom(rule.encoder());
  // Another strategy knows nothing of these parameters.
  if (rule.scaling().has_strategy()) settings.scaling.clear_parameters();
  settings.scaling.MergeFrom(rule.scaling());
  if (rule.retraining().order() != v1::RetrainingSpec::ORDER_UNSPECIFIED) {
    settings.order = rule.retraining().order();
  }
}

// The rules that fit the layer, the shortest key first.
std::vector<const v1::LayerRule*> RulesOf(const v1::JobSpec& spec, absl::string_view name) {
  std::vector<std::pair<size_t, const v1::LayerRule*>> fitting;
  for (const auto& [key, rule] : spec.layers()) {
    if (!key.empty() && absl::StartsWith(name, key)) fitting.emplace_back(key.size(), &rule);
  }
  std::sort(fitting.begin(), fitting.end());
  std::vector<const v1::LayerRule*> rules;
  for (const auto& [size, rule] : fitting) rules.push_back(rule);
  return rules;
}

}  // namespace

LayerSettings ResolveLayer(const v1::JobSpec& spec, absl::string_view name) {
  LayerSettings settings;
  settings.memory = spec.memory();
  settings.encoder = spec.encoder();
  settings.scaling = spec.scaling();
  settings.order = spec.retraining().order();
  for (const v1::LayerRule* rule : RulesOf(spec, name)) Apply(*rule, settings);
  return settings;
}

std::vector<std::string> LayerRuleKeys(const v1::JobSpec& spec) {
  std::vector<std::string> keys;
  for (const auto& [key, rule] : spec.layers()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace palimpsest
