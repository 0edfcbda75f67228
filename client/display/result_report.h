#ifndef PALIMPSEST_CLIENT_DISPLAY_RESULT_REPORT_H_
#define PALIMPSEST_CLIENT_DISPLAY_RESULT_REPORT_H_

#include <string>

#include "palimpsest/v1/result.pb.h"

namespace palimpsest {

// A result over several lines: a table of accuracies and losses, the capacity, a table of the
// layers and the provenance. `bits` is the B of the job.
std::string RenderResult(const v1::JobResult& result, int bits);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_RESULT_REPORT_H_
