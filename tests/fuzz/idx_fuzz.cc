// Data sets in IDX files, plain and gzip.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/engine/idx_file.h"
#include "tests/fuzz/fuzz.h"

using palimpsest::Require;

// What is read has as many bytes as its shape says; what is not is data loss.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = memfd_create("idx_fuzz", MFD_CLOEXEC);
  Require(fd >= 0 && write(fd, data, size) == static_cast<ssize_t>(size), "a file in memory");
  const std::string path = absl::StrCat("/proc/self/fd/", fd);
  for (const int dimensions : {1, 3}) {
    const absl::StatusOr<palimpsest::IdxFile> file = palimpsest::ReadIdxFile(path, dimensions);
    if (!file.ok()) {
      Require(file.status().code() == absl::StatusCode::kDataLoss, "a damaged file is data loss");
      continue;
    }
    size_t count = 1;
    for (const int64_t extent : file->shape) count *= static_cast<size_t>(extent);
    Require(file->values.size() == count, "the bytes are those of the shape");
  }
  close(fd);
  return 0;
}
