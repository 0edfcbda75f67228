#ifndef PALIMPSEST_SERVER_STORE_ATTEMPT_OUTCOME_H_
#define PALIMPSEST_SERVER_STORE_ATTEMPT_OUTCOME_H_

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"

namespace palimpsest {

// How an attempt ended.
struct AttemptOutcome {
  v1::Attempt::State state = v1::Attempt::STATE_UNSPECIFIED;
  // If SUCCEEDED.
  absl::optional<v1::JobResult> result;
  // If FAILED.
  absl::optional<v1::Failure> failure;
};

// INVALID_ARGUMENT if `end` has no outcome.
absl::StatusOr<AttemptOutcome> OutcomeOf(const v1::CompleteAttemptRequest& end);

// Bit by bit: a nan is the same as itself.
bool SameOutcome(const AttemptOutcome& a, const AttemptOutcome& b);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_ATTEMPT_OUTCOME_H_
