#include "server/scheduler/retry_policy.h"

#include <map>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// The table of retry_policy.h.
const std::map<v1::Failure::Kind, int> kMaxAttempts = {
    {v1::Failure::INVALID, 1},  {v1::Failure::OUT_OF_MEMORY, 1}, {v1::Failure::NUMERIC, 1},
    {v1::Failure::CRASHED, 3},  {v1::Failure::LOST, 10},         {v1::Failure::DEVICE_FAULT, 3},
    {v1::Failure::NO_SPACE, 1}, {v1::Failure::INTERNAL, 1},
};

TEST(RetryPolicyTest, EveryKindOfFailureHasItsRow) {
  for (int number = v1::Failure::Kind_MIN + 1; number <= v1::Failure::Kind_MAX; ++number) {
    const auto kind = static_cast<v1::Failure::Kind>(number);
    ASSERT_EQ(kMaxAttempts.count(kind), 1u) << v1::Failure::Kind_Name(kind);
    EXPECT_EQ(MaxAttempts(kind), kMaxAttempts.at(kind)) << v1::Failure::Kind_Name(kind);
  }
}

TEST(RetryPolicyTest, RetriesEndWithTheLastAttempt) {
  for (const auto& [kind, max_attempts] : kMaxAttempts) {
    for (int attempt = 1; attempt <= max_attempts + 1; ++attempt) {
      EXPECT_EQ(IsRetried(kind, attempt), attempt < max_attempts)
          << v1::Failure::Kind_Name(kind) << " " << attempt;
    }
  }
}

TEST(RetryPolicyTest, AnUnknownKindIsNotRetried) {
  EXPECT_FALSE(IsRetried(v1::Failure::KIND_UNSPECIFIED, 1));
}

}  // namespace
}  // namespace palimpsest
