#include "common/job/state_machine.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

const std::vector<v1::Job::State> kStates = {v1::Job::QUEUED,     v1::Job::RUNNING,
                                             v1::Job::CANCELLING, v1::Job::SUCCEEDED,
                                             v1::Job::FAILED,     v1::Job::CANCELLED};
const std::vector<JobTransition> kTransitions = {JobTransition::kLease,  JobTransition::kSucceed,
                                                 JobTransition::kFail,   JobTransition::kRequeue,
                                                 JobTransition::kCancel, JobTransition::kStopped};

// The table of state_machine.h.
const std::map<std::pair<v1::Job::State, JobTransition>, v1::Job::State> kAllowed = {
    {{v1::Job::QUEUED, JobTransition::kLease}, v1::Job::RUNNING},
    {{v1::Job::QUEUED, JobTransition::kCancel}, v1::Job::CANCELLED},
    {{v1::Job::RUNNING, JobTransition::kSucceed}, v1::Job::SUCCEEDED},
    {{v1::Job::RUNNING, JobTransition::kFail}, v1::Job::FAILED},
    {{v1::Job::RUNNING, JobTransition::kRequeue}, v1::Job::QUEUED},
    {{v1::Job::RUNNING, JobTransition::kCancel}, v1::Job::CANCELLING},
    {{v1::Job::CANCELLING, JobTransition::kSucceed}, v1::Job::SUCCEEDED},
    {{v1::Job::CANCELLING, JobTransition::kFail}, v1::Job::FAILED},
    {{v1::Job::CANCELLING, JobTransition::kCancel}, v1::Job::CANCELLING},
    {{v1::Job::CANCELLING, JobTransition::kStopped}, v1::Job::CANCELLED},
};

TEST(StateMachineTest, EveryPairIsEitherInTheTableOrRefused) {
  for (const v1::Job::State state : kStates) {
    for (const JobTransition transition : kTransitions) {
      const auto next = NextState(state, transition);
      const auto allowed = kAllowed.find({state, transition});
      if (allowed != kAllowed.end()) {
        ASSERT_TRUE(next.ok()) << next.status();
        EXPECT_EQ(*next, allowed->second);
      } else {
        EXPECT_EQ(next.status().code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_THAT(std::string(next.status().message()), HasSubstr(v1::Job::State_Name(state)));
      }
    }
  }
}

TEST(StateMachineTest, NothingLeavesAnEndedState) {
  for (const v1::Job::State state : kStates) {
    bool can_leave = false;
    for (const JobTransition transition : kTransitions) {
      can_leave = can_leave || NextState(state, transition).ok();
    }
    EXPECT_EQ(HasEnded(state), !can_leave) << v1::Job::State_Name(state);
  }
}

}  // namespace
}  // namespace palimpsest
