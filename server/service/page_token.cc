#include "server/service/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/sha256.h"
#include "common/job/spec_hash.h"

namespace palimpsest {
namespace {

constexpr size_t kTagLength = 16;

// Ties the position to the arguments; also makes a mistyped token unlikely to pass.
std::string Tag(const v1::ListJobsRequest& request, int64_t before) {
  v1::ListJobsRequest arguments = request;
  arguments.clear_page_token();
  arguments.clear_page_size();  // may change from page to page
  return Sha256Hex(absl::StrCat(MessageSha256(arguments), ":", before)).substr(0, kTagLength);
}

}  // namespace

std::string MakePageToken(const v1::ListJobsRequest& request, int64_t before) {
  return absl::WebSafeBase64Escape(absl::StrCat(before, ".", Tag(request, before)));
}

absl::StatusOr<int64_t> ParsePageToken(const v1::ListJobsRequest& request) {
  std::string plain;
  int64_t before = 0;
  if (absl::WebSafeBase64Unescape(request.page_token(), &plain)) {
    const std::vector<absl::string_view> parts = absl::StrSplit(plain, '.');
    if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &before) && before > 0 &&
        parts[1] == Tag(request, before)) {
      return before;
    }
  }
  return absl::InvalidArgumentError(
      "page_token: is not one of this list's; give the same arguments as for the page before");
}

}  // namespace palimpsest
