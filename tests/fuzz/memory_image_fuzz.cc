// Memory images that a user brings to `artifact verify`.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/crc32.h"
#include "common/memory/memory_image.h"
#include "tests/fuzz/fuzz.h"

namespace palimpsest {
namespace {

// Of all tensors; a NaN is what it was.
bool SameWeights(const std::vector<std::vector<float>>& a,
                 const std::vector<std::vector<float>>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!SameBits(a[i], b[i])) return false;
  }
  return true;
}

constexpr absl::string_view kVersion = "PLMIMG02";

// What is read as an image can be decoded, and is written as the bytes it was read from; one of an
// earlier version as an image of the same weights.
void Check(absl::string_view bytes) {
  const absl::StatusOr<std::vector<GroupImage>> groups = ParseMemoryImage(bytes);
  if (!groups.ok()) {
    Require(groups.status().code() == absl::StatusCode::kDataLoss, "a damaged image is data loss");
    return;
  }
  const std::string written = SerializeMemoryImage(*groups);
  if (bytes.substr(0, kVersion.size()) == kVersion) {
    Require(written == bytes, "an image is written as it was read");
  }
  const absl::StatusOr<std::vector<GroupImage>> again = ParseMemoryImage(written);
  Require(again.ok() && again->size() == groups->size(), "what was written can be read");
  for (size_t i = 0; i < groups->size(); ++i) {
    const auto weights = DecodeGroupImage((*groups)[i]);
    const auto same = DecodeGroupImage((*again)[i]);
    Require(weights.ok() && same.ok(), "an image can be decoded");
    Require(SameWeights(*weights, *same), "and holds the same weights");
  }
}

}  // namespace
}  // namespace palimpsest

// The bytes as they are, and with the checksum that lets them past the first gate.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  palimpsest::Check(bytes);
  const uint32_t crc = palimpsest::Crc32(bytes);
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(crc >> (8 * i)));
  palimpsest::Check(bytes);
  return 0;
}
