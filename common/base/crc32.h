#ifndef PALIMPSEST_COMMON_BASE_CRC32_H_
#define PALIMPSEST_COMMON_BASE_CRC32_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace palimpsest {

// The CRC-32 of zlib, PNG and Ethernet.
uint32_t Crc32(absl::string_view bytes);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_CRC32_H_
