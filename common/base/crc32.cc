#include "common/base/crc32.h"

#include <zlib.h>

namespace palimpsest {

uint32_t Crc32(absl::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(/*crc=*/0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace palimpsest
