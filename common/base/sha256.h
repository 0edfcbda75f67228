#ifndef PALIMPSEST_COMMON_BASE_SHA256_H_
#define PALIMPSEST_COMMON_BASE_SHA256_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace palimpsest {

// SHA-256 of what is fed to it, piece by piece (libcrypto). Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(absl::string_view bytes);
  // Lower-case hex, 64 characters. The object is then spent: no further call is allowed.
  std::string HexDigest();

 private:
  evp_md_ctx_st* context_;
};

std::string Sha256Hex(absl::string_view bytes);

// Of a file's content. Errors as ReadFile (files.h).
absl::StatusOr<std::string> Sha256HexOfFile(const std::string& path);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_SHA256_H_
