#ifndef PALIMPSEST_SERVER_ENGINE_NUMERIC_ENVIRONMENT_H_
#define PALIMPSEST_SERVER_ENGINE_NUMERIC_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace palimpsest {

// What decides, beside a job's spec, which bits its computation gives: numeric libraries choose
// their kernels, and so the order of their sums, by processor and by environment variables. Each
// fact is one line, "name=value".

// Of the first processor in `cpuinfo`, the text of /proc/cpuinfo: vendor, model, instruction sets
// and cache size, in the order in which they stand there. Empty where it has none of them.
std::vector<std::string> CpuFacts(absl::string_view cpuinfo);

// The variables in `environment` (as environ(7), ended by a null pointer) that ATen, oneDNN, MKL,
// OpenMP, cuBLAS or cuDNN listen to, sorted.
std::vector<std::string> NumericVariables(const char* const* environment);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_NUMERIC_ENVIRONMENT_H_
