#include "server/engine/failure.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_replace.h"
#include "absl/types/optional.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kKindUrl = "palimpsest.v1.Failure.Kind";

v1::Failure::Kind KindOf(const absl::Status& status) {
  if (const absl::optional<absl::Cord> payload = status.GetPayload(kKindUrl)) {
    v1::Failure::Kind kind = v1::Failure::INTERNAL;
    v1::Failure::Kind_Parse(std::string(*payload), &kind);
    return kind;
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnimplemented:
      return v1::Failure::INVALID;
    case absl::StatusCode::kResourceExhausted:
      return v1::Failure::NO_SPACE;
    default:
      return v1::Failure::INTERNAL;
  }
}

}  // namespace

absl::Status FailureStatus(v1::Failure::Kind kind, absl::string_view message) {
  absl::Status status(absl::StatusCode::kAborted, message);
  status.SetPayload(kKindUrl, absl::Cord(v1::Failure::Kind_Name(kind)));
  return status;
}

v1::Failure ToFailure(const absl::Status& status) {
  v1::Failure failure;
  failure.set_kind(KindOf(status));
  // One line, whatever a library put into its message.
  failure.set_message(absl::StrReplaceAll(status.message(), {{"\n", " "}}));
  return failure;
}

}  // namespace palimpsest
