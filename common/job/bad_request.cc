#include "common/job/bad_request.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace palimpsest {

absl::Status BadRequestError(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest details;
  std::string message;
  for (const FieldViolation& violation : violations) {
    absl::StrAppend(&message, message.empty() ? "" : "; ", violation.field, ": ",
                    violation.description);
    google::rpc::BadRequest::FieldViolation& detail = *details.add_field_violations();
    detail.set_field(violation.field);
    detail.set_description(violation.description);
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(
      absl::StrCat("type.googleapis.com/", google::rpc::BadRequest::descriptor()->full_name()),
      absl::Cord(details.SerializeAsString()));
  return status;
}

}  // namespace palimpsest
