#include "common/job/state_machine.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace palimpsest {
namespace {

struct Row {
  v1::Job::State from;
  JobTransition transition;
  v1::Job::State to;
};

constexpr Row kTable[] = {
    {v1::Job::QUEUED, JobTransition::kLease, v1::Job::RUNNING},
    {v1::Job::QUEUED, JobTransition::kCancel, v1::Job::CANCELLED},
    {v1::Job::RUNNING, JobTransition::kSucceed, v1::Job::SUCCEEDED},
    {v1::Job::RUNNING, JobTransition::kFail, v1::Job::FAILED},
    {v1::Job::RUNNING, JobTransition::kRequeue, v1::Job::QUEUED},
    {v1::Job::RUNNING, JobTransition::kCancel, v1::Job::CANCELLING},
    {v1::Job::CANCELLING, JobTransition::kSucceed, v1::Job::SUCCEEDED},
    {v1::Job::CANCELLING, JobTransition::kFail, v1::Job::FAILED},
    {v1::Job::CANCELLING, JobTransition::kCancel, v1::Job::CANCELLING},
    {v1::Job::CANCELLING, JobTransition::kStopped, v1::Job::CANCELLED},
};

absl::string_view Verb(JobTransition transition) {
  switch (transition) {
    case JobTransition::kLease:
      return "started";
    case JobTransition::kSucceed:
      return "completed";
    case JobTransition::kFail:
      return "failed";
    case JobTransition::kRequeue:
      return "queued again";
    case JobTransition::kCancel:
      return "cancelled";
    case JobTransition::kStopped:
      return "stopped";
  }
  return "changed";
}

}  // namespace

absl::StatusOr<v1::Job::State> NextState(v1::Job::State state, JobTransition transition) {
  for (const Row& row : kTable) {
    if (row.from == state && row.transition == transition) return row.to;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("a job that is ", v1::Job::State_Name(state), " cannot be ", Verb(transition)));
}

bool HasEnded(v1::Job::State state) {
  return state == v1::Job::SUCCEEDED || state == v1::Job::FAILED || state == v1::Job::CANCELLED;
}

}  // namespace palimpsest
