#ifndef PALIMPSEST_COMMON_JOB_SPEC_VALIDATION_H_
#define PALIMPSEST_COMMON_JOB_SPEC_VALIDATION_H_

#include <string>
#include <vector>

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// One field that does not hold: its path in the request's spec, e.g. "memory.shared_bits", and what
// is wrong with its value, e.g. "must be even and between 0 and bits (8), got 3".
struct FieldViolation {
  std::string field;
  std::string description;
};

// Everything that is wrong with a spec whose defaults are filled in (spec_defaults.h), in the order
// of the fields; empty if nothing is. Whether a data set is there is for the server to say.
std::vector<FieldViolation> ValidateSpec(const v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_VALIDATION_H_
