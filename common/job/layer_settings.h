#ifndef PALIMPSEST_COMMON_JOB_LAYER_SETTINGS_H_
#define PALIMPSEST_COMMON_JOB_LAYER_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// How one layer goes into the memory. A plain value.
struct LayerSettings {
  bool keep_floating_point = false;  // it does not; the rest is then without meaning
  v1::MemorySpec memory;
  v1::EncoderSpec encoder;
  v1::ScalingSpec scaling;
  v1::RetrainingSpec::Order order = v1::RetrainingSpec::ORDER_UNSPECIFIED;
};

// The settings of the layer whose parameter is `name`, "conv1.weight": the job's with the rules
// that fit over them, as spec.proto says. Complete if the spec's defaults are filled in.
LayerSettings ResolveLayer(const v1::JobSpec& spec, absl::string_view name);

// The keys of the spec's rules, in alphabetical order: that of a map is another in every process.
std::vector<std::string> LayerRuleKeys(const v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_LAYER_SETTINGS_H_
