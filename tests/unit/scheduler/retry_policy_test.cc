#include "server/scheduler/retry_policy.h"

#include <map>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// The table of retry_policy.h.
const std::map<v1::Failure::Kind, int> kMaxRetries = {
    {v1::Failure::INVALID, 0},  {v1::Failure::OUT_OF_MEMORY, 0}, {v1::Failure::NUMERIC, 0},
    {v1::Failure::CRASHED, 2},  {v1::Failure::LOST, 9},          {v1::Failure::DEVICE_FAULT, 2},
    {v1::Failure::NO_SPACE, 0}, {v1::Failure::INTERNAL, 0},
};

void AddFailures(v1::Failure::Kind kind, int count, v1::Job& job) {
  for (int i = 0; i < count; ++i) {
    v1::Attempt& attempt = *job.add_attempts();
    attempt.set_state(v1::Attempt::FAILED);
    attempt.mutable_failure()->set_kind(kind);
  }
}

// With the attempt that is about to fail.
v1::Job Running(v1::Job job) {
  job.add_attempts()->set_state(v1::Attempt::RUNNING);
  return job;
}

TEST(RetryPolicyTest, EveryKindOfFailureHasItsRow) {
  for (int number = v1::Failure::Kind_MIN + 1; number <= v1::Failure::Kind_MAX; ++number) {
    const auto kind = static_cast<v1::Failure::Kind>(number);
    ASSERT_EQ(kMaxRetries.count(kind), 1u) << v1::Failure::Kind_Name(kind);
    EXPECT_EQ(MaxRetries(kind), kMaxRetries.at(kind)) << v1::Failure::Kind_Name(kind);
  }
}

TEST(RetryPolicyTest, RetriesEndWithTheirNumber) {
  for (const auto& [kind, max_retries] : kMaxRetries) {
    for (int earlier = 0; earlier <= max_retries + 1; ++earlier) {
      v1::Job job;
      AddFailures(kind, earlier, job);
      EXPECT_EQ(IsRetried(kind, Running(job)), earlier < max_retries)
          << v1::Failure::Kind_Name(kind) << " after " << earlier;
    }
  }
}

TEST(RetryPolicyTest, EachCauseIsCountedByItself) {
  v1::Job job;
  AddFailures(v1::Failure::LOST, 9, job);
  EXPECT_FALSE(IsRetried(v1::Failure::LOST, Running(job)));
  EXPECT_TRUE(IsRetried(v1::Failure::CRASHED, Running(job)));
  AddFailures(v1::Failure::CRASHED, 1, job);
  AddFailures(v1::Failure::DEVICE_FAULT, 2, job);
  EXPECT_TRUE(IsRetried(v1::Failure::CRASHED, Running(job)));
  EXPECT_FALSE(IsRetried(v1::Failure::DEVICE_FAULT, Running(job)));
}

TEST(RetryPolicyTest, AnUnknownKindIsNotRetried) {
  EXPECT_FALSE(IsRetried(v1::Failure::KIND_UNSPECIFIED, Running(v1::Job())));
}

}  // namespace
}  // namespace palimpsest
