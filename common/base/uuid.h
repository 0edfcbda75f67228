#ifndef PALIMPSEST_COMMON_BASE_UUID_H_
#define PALIMPSEST_COMMON_BASE_UUID_H_

#include <string>

namespace palimpsest {

// A new random UUID of version 4 (RFC 4122), e.g. "f47ac10b-58cc-4372-a567-0e02b2c3d479".
std::string NewUuid4();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_UUID_H_
