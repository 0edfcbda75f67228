#include "server/store/attempt_outcome.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(AttemptOutcome, IsWhatTheRequestSays) {
  const v1::Lease lease;
  const absl::StatusOr<AttemptOutcome> success = OutcomeOf(Success(lease));
  ASSERT_THAT(success, IsOk());
  EXPECT_EQ(success->state, v1::Attempt::SUCCEEDED);
  EXPECT_THAT(*success->result, EqualsProto(SomeResult()));
  EXPECT_FALSE(success->failure.has_value());

  const absl::StatusOr<AttemptOutcome> failure =
      OutcomeOf(FailureOf(lease, v1::Failure::NUMERIC, "nan"));
  ASSERT_THAT(failure, IsOk());
  EXPECT_EQ(failure->state, v1::Attempt::FAILED);
  EXPECT_EQ(failure->failure->message(), "nan");
  EXPECT_FALSE(failure->result.has_value());

  const absl::StatusOr<AttemptOutcome> stopped = OutcomeOf(Stopped(lease));
  ASSERT_THAT(stopped, IsOk());
  EXPECT_EQ(stopped->state, v1::Attempt::CANCELLED);
  EXPECT_FALSE(stopped->result.has_value() || stopped->failure.has_value());
}

TEST(AttemptOutcome, IsNeeded) {
  v1::CompleteAttemptRequest end;
  end.set_attempt("jobs/1/attempts/1");
  EXPECT_THAT(OutcomeOf(end),
              IsStatus(absl::StatusCode::kInvalidArgument, "jobs/1/attempts/1: neither result"));
}

TEST(AttemptOutcome, IsTheSameIfEveryBitIs) {
  AttemptOutcome a = *OutcomeOf(Success({}));
  AttemptOutcome b = a;
  EXPECT_TRUE(SameOutcome(a, b));
  a.result->set_final_accuracy(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(SameOutcome(a, b));
  b.result->set_final_accuracy(std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(SameOutcome(a, b));
  const AttemptOutcome lost = *OutcomeOf(FailureOf({}, v1::Failure::LOST, "gone"));
  const AttemptOutcome crashed = *OutcomeOf(FailureOf({}, v1::Failure::CRASHED, "gone"));
  EXPECT_TRUE(SameOutcome(lost, lost));
  EXPECT_FALSE(SameOutcome(lost, crashed));
  EXPECT_FALSE(SameOutcome(lost, a));
}

}  // namespace
}  // namespace palimpsest
