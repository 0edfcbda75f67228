#include "server/engine/idx_file.h"

#include <zlib.h>

#include <cerrno>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// A file of this format that is larger is broken; MNIST's largest has 47 MB.
constexpr size_t kMaxBytes = size_t{4} << 30;
constexpr size_t kPieceBytes = size_t{1} << 16;
// First four bytes: zero, zero, the type (8 is unsigned byte), the number of dimensions.
constexpr unsigned char kUnsignedByte = 8;

// The content, decompressed if it is gzip (zlib reads plain files as they are).
absl::StatusOr<std::string> ReadPlainOrGzip(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rbe");
  if (file == nullptr) return ErrnoStatus(errno, absl::StrCat("open ", path));
  absl::Cleanup closer = [file] { gzclose(file); };
  std::string content;
  while (true) {
    const size_t have = content.size();
    content.resize(have + kPieceBytes);
    const int n = gzread(file, content.data() + have, kPieceBytes);
    content.resize(have + static_cast<size_t>(n > 0 ? n : 0));
    int code = Z_OK;
    const char* const reason = gzerror(file, &code);
    if (n < 0 || code == Z_BUF_ERROR) {
      return absl::DataLossError(
          absl::StrCat(path, ": corrupt or truncated gzip file",
                       code == Z_ERRNO ? "" : absl::StrCat(" (", reason, ")")));
    }
    if (n == 0) return content;
    if (content.size() > kMaxBytes) return absl::DataLossError(absl::StrCat(path, ": too large"));
  }
}

uint32_t BigEndian(absl::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

absl::StatusOr<IdxFile> ReadIdxFile(const std::string& path, int dimensions) {
  IdxFile file;
  file.path = path;
  absl::StatusOr<std::string> read = ReadPlainOrGzip(file.path);
  if (absl::IsNotFound(read.status())) {
    file.path = absl::StrCat(path, ".gz");
    read = ReadPlainOrGzip(file.path);
  }
  if (absl::IsNotFound(read.status())) {
    return absl::NotFoundError(absl::StrCat("neither ", path, " nor ", file.path, " exists"));
  }
  RETURN_IF_ERROR(read.status());
  const std::string& content = *read;
  const size_t header_bytes = 4 + 4 * static_cast<size_t>(dimensions);
  if (content.size() < header_bytes) {
    return absl::DataLossError(absl::StrCat(file.path, ": ends within its header, after ",
                                            content.size(), " of ", header_bytes, " bytes"));
  }
  const uint32_t magic =
      static_cast<uint32_t>(kUnsignedByte) << 8 | static_cast<uint32_t>(dimensions);
  if (BigEndian(content, 0) != magic) {
    return absl::DataLossError(absl::StrCat(
        file.path, ": not an IDX file of bytes with ", dimensions, " dimensions (begins with 0x",
        absl::Hex(BigEndian(content, 0), absl::kZeroPad8), ")"));
  }
  size_t size = 1;
  for (int d = 0; d < dimensions; ++d) {
    const uint32_t extent = BigEndian(content, 4 + 4 * static_cast<size_t>(d));
    if (extent == 0 || size > kMaxBytes / extent) {
      return absl::DataLossError(absl::StrCat(file.path, ": dimension ", d, " is ", extent));
    }
    size *= extent;
    file.shape.push_back(extent);
  }
  if (content.size() != header_bytes + size) {
    return absl::DataLossError(absl::StrCat(
        file.path, ": its header says [", absl::StrJoin(file.shape, ", "), "], that is ", size,
        " bytes, but ", content.size() - header_bytes, " follow"));
  }
  file.values.assign(content.begin() + static_cast<ptrdiff_t>(header_bytes), content.end());
  return file;
}

}  // namespace palimpsest
