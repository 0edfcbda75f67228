#include "common/base/status_macros.h"

#include <memory>

#include "absl/strings/cord.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

absl::Status ReturnIfError(const absl::Status& status, bool& went_on) {
  RETURN_IF_ERROR(status);
  went_on = true;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Half(int number) {
  if (number % 2 != 0) return absl::InvalidArgumentError("odd");
  return std::make_unique<int>(number / 2);
}

absl::StatusOr<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> half, Half(number));
  std::unique_ptr<int> quarter;
  ASSIGN_OR_RETURN(quarter, Half(*half));
  return *quarter;
}

TEST(StatusMacrosTest, ReturnIfErrorReturnsErrorsAndPassesOk) {
  bool went_on = false;
  EXPECT_EQ(ReturnIfError(absl::AbortedError("stop"), went_on), absl::AbortedError("stop"));
  EXPECT_FALSE(went_on);
  EXPECT_TRUE(ReturnIfError(absl::OkStatus(), went_on).ok());
  EXPECT_TRUE(went_on);
}

TEST(StatusMacrosTest, AssignOrReturnMovesTheValueOrReturnsTheError) {
  const absl::StatusOr<int> quarter = Quarter(12);
  ASSERT_TRUE(quarter.ok());
  EXPECT_EQ(*quarter, 3);
  EXPECT_EQ(Quarter(3).status(), absl::InvalidArgumentError("odd"));
  EXPECT_EQ(Quarter(6).status(), absl::InvalidArgumentError("odd"));
}

TEST(AnnotateTest, PutsTheContextBeforeTheMessageAndKeepsCodeAndPayloads) {
  absl::Status status = absl::NotFoundError("no such layer");
  status.SetPayload("type.example/detail", absl::Cord("payload"));
  const absl::Status annotated = Annotate(status, "decode");
  EXPECT_EQ(annotated.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(annotated.message(), "decode: no such layer");
  EXPECT_EQ(annotated.GetPayload("type.example/detail"), absl::Cord("payload"));
}

TEST(AnnotateTest, OkStaysOk) { EXPECT_TRUE(Annotate(absl::OkStatus(), "decode").ok()); }

}  // namespace
}  // namespace palimpsest
