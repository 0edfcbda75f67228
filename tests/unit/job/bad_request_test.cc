#include "common/job/bad_request.h"

#include <string>

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

}  // namespace
}  // namespace palimpsest
