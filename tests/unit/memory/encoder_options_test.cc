#include "common/memory/encoder_options.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

void ExpectRefused(const EncoderOptions& options, const char* field) {
  const absl::Status status = options.Validate();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(field));
}

TEST(EncoderOptionsTest, TheLimitsAreValid) {
  EncoderOptions options;
  EXPECT_TRUE(options.Validate().ok());
  options.starts = 1024;
  options.threads = 1024;
  EXPECT_TRUE(options.Validate().ok());
  options.starts = 1;
  options.threads = 1;
  EXPECT_TRUE(options.Validate().ok());
}

TEST(EncoderOptionsTest, RefusesWhatIsOutsideTheLimitsNamingTheField) {
  EncoderOptions options;
  options.starts = 0;
  ExpectRefused(options, "starts is 0");
  options.starts = 1025;
  ExpectRefused(options, "starts is 1025");
  options = EncoderOptions();
  options.threads = 0;
  ExpectRefused(options, "threads is 0");
  options = EncoderOptions();
  options.method = static_cast<EncodeMethod>(5);
  ExpectRefused(options, "method is 5");
}

}  // namespace
}  // namespace palimpsest
