#ifndef PALIMPSEST_SERVER_ENGINE_IDX_FILE_H_
#define PALIMPSEST_SERVER_ENGINE_IDX_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace palimpsest {

// An IDX file of unsigned bytes.
struct IdxFile {
  std::string path;  // that was read, with ".gz" if it was compressed
  std::vector<int64_t> shape;
  std::vector<uint8_t> values;  // row-major
};

// Reads `path`, or `path`.gz if that is the one that exists. NOT_FOUND naming both if neither does;
// DATA_LOSS naming the file if it is no IDX file of bytes with `dimensions` dimensions, is
// truncated, corrupt, or goes on after its end.
absl::StatusOr<IdxFile> ReadIdxFile(const std::string& path, int dimensions);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_IDX_FILE_H_
