#include "common/base/log.h"

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

std::string LineFormat(const std::string& severity, const std::string& text) {
  return absl::StrCat("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z ",
                      severity, " [^ ]+\\[", getpid(), "\\] ", text, "\n");
}

TEST(LogTest, ALineHasTimeSeverityProgramAndProcess) {
  testing::internal::CaptureStderr();
  LogInfo("all is well");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex(LineFormat("INFO", "all is well")));
  testing::internal::CaptureStderr();
  LogWarning("hm");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex(LineFormat("WARNING", "hm")));
  testing::internal::CaptureStderr();
  LogError("oh");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex(LineFormat("ERROR", "oh")));
}

TEST(LogTest, ATextOfSeveralLinesStaysOnOne) {
  testing::internal::CaptureStderr();
  LogInfo("first\nsecond\n");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex(LineFormat("INFO", "first\\\\nsecond\\\\n")));
}

}  // namespace
}  // namespace palimpsest
