#include "server/engine/failure.h"

#include "common/base/status_macros.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(FailureTest, AKindSurvivesAnnotation) {
  const absl::Status status =
      Annotate(FailureStatus(v1::Failure::NUMERIC, "train loss is nan"), "portion 0.5");
  EXPECT_EQ(ToFailure(status).kind(), v1::Failure::NUMERIC);
  EXPECT_EQ(ToFailure(status).message(), "portion 0.5: train loss is nan");
}

TEST(FailureTest, OtherStatusesAreToldByTheirCode) {
  EXPECT_EQ(ToFailure(absl::DataLossError("cut off")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::NotFoundError("no file")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::InvalidArgumentError("bad")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::ResourceExhaustedError("full")).kind(), v1::Failure::NO_SPACE);
  EXPECT_EQ(ToFailure(absl::InternalError("defect")).kind(), v1::Failure::INTERNAL);
}

TEST(FailureTest, AMessageIsOneLine) {
  EXPECT_EQ(ToFailure(absl::InternalError("a\nb")).message(), "a b");
}

}  // namespace
}  // namespace palimpsest
