#include "server/store/attempt_outcome.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/job/spec_hash.h"
#include "google/protobuf/message.h"

namespace palimpsest {
namespace {

template <typename MessageType>
bool Same(const absl::optional<MessageType>& a, const absl::optional<MessageType>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a.has_value() || MessageSha256(*a) == MessageSha256(*b);
}

}  // namespace

absl::StatusOr<AttemptOutcome> OutcomeOf(const v1::CompleteAttemptRequest& end) {
  switch (end.outcome_case()) {
    case v1::CompleteAttemptRequest::kResult:
      return AttemptOutcome{v1::Attempt::SUCCEEDED, end.result(), absl::nullopt};
    case v1::CompleteAttemptRequest::kFailure:
      return AttemptOutcome{v1::Attempt::FAILED, absl::nullopt, end.failure()};
    case v1::CompleteAttemptRequest::kCancelled:
      return AttemptOutcome{v1::Attempt::CANCELLED, absl::nullopt, absl::nullopt};
    case v1::CompleteAttemptRequest::kGivenBack:
      return AttemptOutcome{v1::Attempt::GIVEN_BACK, absl::nullopt, absl::nullopt};
    case v1::CompleteAttemptRequest::OUTCOME_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(end.attempt(), ": neither result, failure, cancelled nor given_back is set"));
}

bool SameOutcome(const AttemptOutcome& a, const AttemptOutcome& b) {
  return a.state == b.state && Same(a.result, b.result) && Same(a.failure, b.failure);
}

}  // namespace palimpsest
