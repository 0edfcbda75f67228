#include "common/job/bad_request.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/utf8.h"
#include "google/rpc/error_details.pb.h"

namespace palimpsest {

namespace {

constexpr size_t kMaxBytes = 1500;
constexpr size_t kMaxTextBytes = 700;

// A request may hold any text, and errors quote it.
std::string Shortened(const std::string& text) {
  if (text.size() <= kMaxTextBytes) return text;
  const absl::string_view kept = absl::string_view(text).substr(0, kMaxTextBytes);
  return absl::StrCat(kept.substr(0, Utf8PrefixBytes(kept)), "...");
}

}  // namespace

absl::Status BadRequestError(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest details;
  std::string message;
  for (const FieldViolation& violation : violations) {
    const std::string field = Shortened(violation.field);
    const std::string description = Shortened(violation.description);
    const std::string text = absl::StrCat(message.empty() ? "" : "; ", field, ": ", description);
    if (message.size() + text.size() > kMaxBytes) break;
    absl::StrAppend(&message, text);
    google::rpc::BadRequest::FieldViolation& detail = *details.add_field_violations();
    detail.set_field(field);
    detail.set_description(description);
  }
  const size_t named = static_cast<size_t>(details.field_violations_size());
  if (named < violations.size()) {
    absl::StrAppend(&message, "; and ", violations.size() - named, " more");
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(
      absl::StrCat("type.googleapis.com/", google::rpc::BadRequest::descriptor()->full_name()),
      absl::Cord(details.SerializeAsString()));
  return status;
}

}  // namespace palimpsest
