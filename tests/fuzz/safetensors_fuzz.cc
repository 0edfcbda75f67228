// Files of weights that a user brings.

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/tensors/safetensors.h"
#include "tests/fuzz/fuzz.h"

namespace palimpsest {
namespace {

bool Same(const Safetensors& a, const Safetensors& b) {
  if (a.metadata != b.metadata || a.tensors.size() != b.tensors.size()) return false;
  for (size_t i = 0; i < a.tensors.size(); ++i) {
    if (a.tensors[i].name != b.tensors[i].name || a.tensors[i].shape != b.tensors[i].shape ||
        !SameBits(a.tensors[i].values, b.tensors[i].values)) {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace palimpsest

// What was read can be written, and reads the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<palimpsest::Safetensors> content = palimpsest::ParseSafetensors(bytes);
  if (!content.ok()) return 0;
  const absl::StatusOr<std::string> written = palimpsest::SerializeSafetensors(*content);
  palimpsest::Require(written.ok(), "what was read can be written");
  const absl::StatusOr<palimpsest::Safetensors> again = palimpsest::ParseSafetensors(*written);
  palimpsest::Require(again.ok() && palimpsest::Same(*content, *again),
                      "what was written reads the same");
  return 0;
}
