#include "server/engine/numeric_environment.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace palimpsest {
namespace {

// As x86 and as ARM call them. What changes from one look to the next (clock, load) is not among
// them.
constexpr absl::string_view kCpuFields[] = {"vendor_id",   "cpu family",      "model",
                                            "model name",  "stepping",        "cache size",
                                            "flags",       "CPU implementer", "CPU architecture",
                                            "CPU variant", "CPU part",        "Features"};

constexpr absl::string_view kPrefixes[] = {"ATEN_",  "MKL_",    "ONEDNN_",   "DNNL_",
                                           "OMP_",   "KMP_",    "GOMP_",     "CUBLAS_",
                                           "CUDNN_", "NVIDIA_", "CUBLASLT_", "TORCH_"};

}  // namespace

std::vector<std::string> CpuFacts(absl::string_view cpuinfo) {
  std::vector<std::string> facts;
  // An empty line ends the first processor.
  for (const absl::string_view line : absl::StrSplit(cpuinfo, '\n')) {
    if (line.empty() && !facts.empty()) break;
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(field.first);
    if (!absl::c_linear_search(kCpuFields, name)) continue;
    facts.push_back(absl::StrCat(name, "=", absl::StripAsciiWhitespace(field.second)));
  }
  return facts;
}

std::vector<std::string> NumericVariables(const char* const* environment) {
  std::vector<std::string> variables;
  for (; *environment != nullptr; ++environment) {
    const absl::string_view variable = *environment;
    if (absl::c_any_of(kPrefixes, [variable](absl::string_view prefix) {
          return absl::StartsWith(variable, prefix);
        })) {
      variables.emplace_back(variable);
    }
  }
  std::sort(variables.begin(), variables.end());
  return variables;
}

}  // namespace palimpsest
