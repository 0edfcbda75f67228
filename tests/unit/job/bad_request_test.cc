#include "common/job/bad_request.h"

#include <string>

#include "common/base/utf8.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(BadRequestTest, NamesEveryFieldInTheMessageAndInTheDetails) {
  const absl::Status bad =
      BadRequestError({{"spec.seed", "is odd"}, {"spec.device", "is unknown"}});
  EXPECT_EQ(bad.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(bad.message(), "spec.seed: is odd; spec.device: is unknown");
  const auto payload = bad.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload.has_value());
  google::rpc::BadRequest details;
  ASSERT_TRUE(details.ParseFromString(std::string(*payload)));
  ASSERT_EQ(details.field_violations_size(), 2);
  EXPECT_EQ(details.field_violations(1).field(), "spec.device");
  EXPECT_EQ(details.field_violations(1).description(), "is unknown");
}

TEST(BadRequestTest, ManyOrLongViolationsStayWithinWhatAStatusMayCarry) {
  const FieldViolation longest = {"layers." + std::string(60000, 'x'), std::string(60000, 'y')};
  const absl::Status bad = BadRequestError(std::vector<FieldViolation>(/*count=*/300, longest));
  EXPECT_LT(bad.message().size(), 2000u);
  EXPECT_THAT(std::string(bad.message()), testing::EndsWith("; and 299 more"));
  EXPECT_LT(bad.GetPayload("type.googleapis.com/google.rpc.BadRequest")->size(), 2000u);
}

TEST(BadRequestTest, ALongTextIsCutBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 1000; ++i) text += "\u00e9";
  const absl::Status bad = BadRequestError({{"spec.model.name", text}});
  EXPECT_EQ(Utf8PrefixBytes(bad.message()), bad.message().size());
}

}  // namespace
}  // namespace palimpsest
