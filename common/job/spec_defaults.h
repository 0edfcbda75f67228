#ifndef PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_
#define PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Fills in every field that is left out and has a default (spec.proto names them). Filling twice
// changes nothing. Bad values are left as they are: ValidateSpec names them.
void FillDefaults(v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_DEFAULTS_H_
