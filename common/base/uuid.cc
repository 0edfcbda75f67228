#include "common/base/uuid.h"

#include <cstdint>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace palimpsest {

std::string NewUuid4() {
  absl::BitGen generator;  // seeded by the operating system
  const uint64_t high = (absl::Uniform<uint64_t>(generator) & ~uint64_t{0xf000}) | 0x4000;
  const uint64_t low =
      (absl::Uniform<uint64_t>(generator) & (~uint64_t{0} >> 2)) | (uint64_t{0b10} << 62);
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffff,
                         high & 0xffff, low >> 48, low & 0xffff'ffff'ffff);
}

}  // namespace palimpsest
