#ifndef PALIMPSEST_COMMON_JOB_LAYER_VALIDATION_H_
#define PALIMPSEST_COMMON_JOB_LAYER_VALIDATION_H_

#include "common/job/spec_checks.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// What is wrong with the rules for layers: keys that fit none, values out of range, alone or with
// what they inherit, and rules that leave nothing to encode. A fault that a rule only inherits is
// named where it stands, not here.
void CheckLayerRules(const v1::JobSpec& spec, SpecChecker& checker);

// Whether every layer that is encoded has plain words of as many cells, if the spec asks for them.
void CheckEqualCapacity(const v1::JobSpec& spec, SpecChecker& checker);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_LAYER_VALIDATION_H_
