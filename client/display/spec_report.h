#ifndef PALIMPSEST_CLIENT_DISPLAY_SPEC_REPORT_H_
#define PALIMPSEST_CLIENT_DISPLAY_SPEC_REPORT_H_

#include <string>

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// A spec whose defaults are filled in, as a stored job has it, in one line a part: "training    3
// epochs of 128 images, ...". Each line ends with a line break.
std::string RenderSpec(const v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_SPEC_REPORT_H_
