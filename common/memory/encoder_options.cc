#include "common/memory/encoder_options.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {

absl::Status EncoderOptions::Validate() const {
  if (method != EncodeMethod::kJoint && method != EncodeMethod::kOwnerBits) {
    return absl::InvalidArgumentError(
        absl::StrCat("method is ", static_cast<int>(method), "; it must be a known method"));
  }
  if (starts < 1 || starts > 1024) {
    return absl::InvalidArgumentError(
        absl::StrCat("starts is ", starts, "; it must be between 1 and 1024"));
  }
  if (threads < 1 || threads > 1024) {
    return absl::InvalidArgumentError(
        absl::StrCat("threads is ", threads, "; it must be between 1 and 1024"));
  }
  return absl::OkStatus();
}

}  // namespace palimpsest
