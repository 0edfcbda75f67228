#include "common/job/resource_names.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

constexpr char kWorkerId[] = "0123456789abcdef0123456789abcdef";

TEST(ResourceNamesTest, ANameParsesToWhatItWasFormattedFrom) {
  EXPECT_EQ(*ParseJobName(FormatJobName(17)), 17);
  EXPECT_EQ(*ParseWorkerName(FormatWorkerName(kWorkerId)), kWorkerId);
  const auto attempt = ParseAttemptName(FormatAttemptName({17, 2}));
  ASSERT_TRUE(attempt.ok()) << attempt.status();
  EXPECT_EQ(attempt->job, 17);
  EXPECT_EQ(attempt->attempt, 2);
  const auto artifact = ParseArtifactName(FormatArtifactName({17, "metrics.csv"}));
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  EXPECT_EQ(artifact->job, 17);
  EXPECT_EQ(artifact->file_name, "metrics.csv");
}

TEST(ResourceNamesTest, NamesReadAsDocumented) {
  EXPECT_EQ(FormatJobName(17), "jobs/17");
  EXPECT_EQ(FormatAttemptName({17, 1}), "jobs/17/attempts/1");
  EXPECT_EQ(FormatArtifactName({17, "metrics.csv"}), "jobs/17/artifacts/metrics.csv");
  EXPECT_EQ(FormatWorkerName(kWorkerId), "workers/0123456789abcdef0123456789abcdef");
}

TEST(ResourceNamesTest, ABadNameIsShownWithTheFormItShouldHave) {
  for (const absl::string_view name :
       {"", "17", "jobs/", "jobs/0", "jobs/-1", "jobs/017", "jobs/+1", "jobs/x", "jobs/17/",
        "job/17", "jobs/99999999999999999999"}) {
    const auto job = ParseJobName(name);
    EXPECT_EQ(job.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(job.status().message()), HasSubstr("jobs/17")) << name;
  }
  for (const absl::string_view name : {"jobs/1/attempts/0", "jobs/1/attempts", "jobs/1/attempt/1",
                                       "jobs/a/attempts/1", "jobs/1/attempts/1/2"}) {
    EXPECT_EQ(ParseAttemptName(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
  for (const absl::string_view name :
       {"workers/", "workers/3", "0123456789abcdef0123456789abcdef",
        "worker/0123456789abcdef0123456789abcdef", "workers/0123456789ABCDEF0123456789ABCDEF",
        "workers/0123456789abcdef0123456789abcdef0", "workers/0123456789abcdef0123456789abcde/"}) {
    EXPECT_EQ(ParseWorkerName(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST(ResourceNamesTest, AnArtifactNameCannotLeaveItsFolder) {
  for (const absl::string_view file : {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "a\n"}) {
    EXPECT_FALSE(IsValidArtifactFileName(file)) << file;
    EXPECT_FALSE(
        ParseArtifactName(absl::string_view(FormatArtifactName({1, std::string(file)}))).ok())
        << file;
  }
  EXPECT_FALSE(IsValidArtifactFileName(std::string(129, 'a')));
  EXPECT_TRUE(IsValidArtifactFileName(std::string(128, 'a')));
  EXPECT_TRUE(IsValidArtifactFileName("memory_image.plm"));
}

}  // namespace
}  // namespace palimpsest
