// Memory images that a user brings to `artifact verify`.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "common/base/crc32.h"
#include "common/memory/memory_image.h"
#include "tests/fuzz/fuzz.h"

namespace palimpsest {
namespace {

// What is read as an image can be decoded, and is written as the bytes it was read from, or, where
// these were of an earlier version, as bytes that are read as themselves.
void Check(absl::string_view bytes) {
  const absl::StatusOr<std::vector<GroupImage>> groups = ParseMemoryImage(bytes);
  if (!groups.ok()) {
    Require(groups.status().code() == absl::StatusCode::kDataLoss, "a damaged image is data loss");
    return;
  }
  for (const GroupImage& group : *groups)
    Require(DecodeGroupImage(group).ok(), "an image can be decoded");
  const std::string written = SerializeMemoryImage(*groups);
  if (absl::StartsWith(bytes, "PLMIMG01")) {
    Check(written);
  } else {
    Require(written == bytes, "an image is written as it was read");
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
