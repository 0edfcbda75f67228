#ifndef PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_
#define PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Fills in every field that is left out and has a default: the default_value of its field in the
// proto. Besides, shared_bits follow the bits, in a layer's rule too, and method NONE has no
// retraining to fill in. Filling twice changes nothing. What is said stays as it is, a zero or an
// empty list too: ValidateSpec names what is wrong.
void FillDefaults(v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_
