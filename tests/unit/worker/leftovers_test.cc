#include "server/worker/leftovers.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

TEST(LeftoversTest, TheFolderNameOfAnAttemptIsFlat) {
  EXPECT_EQ(AttemptFolderName("jobs/17/attempts/2"), "jobs-17-attempts-2");
}

TEST(LeftoversTest, FoldersOfAttemptsAreRemovedAndNothingElse) {
  const TemporaryDirectory folder;
  const auto path = [&folder](absl::string_view name) {
    return absl::StrCat(folder.path(), "/", name);
  };
  for (const char* name : {"jobs-1-attempts-1/deep", "jobs-22-attempts-3", "jobs-x-attempts-1",
                           "jobs-1-attempts-", "jobs-1-attempts-1-old", "photos"}) {
    ASSERT_TRUE(CreateDirectories(path(name)).ok());
  }
  ASSERT_TRUE(RemoveLeftovers(folder.path()).ok());
  for (const char* name : {"jobs-1-attempts-1", "jobs-22-attempts-3"}) {
    EXPECT_FALSE(std::filesystem::exists(path(name))) << name;
  }
  for (const char* name :
       {"jobs-x-attempts-1", "jobs-1-attempts-", "jobs-1-attempts-1-old", "photos"}) {
    EXPECT_TRUE(std::filesystem::exists(path(name))) << name;
  }
}

TEST(LeftoversTest, AFolderThatDoesNotExistIsCreated) {
  const TemporaryDirectory folder;
  const std::string work_dir = absl::StrCat(folder.path(), "/a/b");
  ASSERT_TRUE(RemoveLeftovers(work_dir).ok());
  EXPECT_TRUE(std::filesystem::is_directory(work_dir));
}

TEST(LeftoversTest, AFileInPlaceOfTheFolderIsAnErrorThatNamesIt) {
  const TemporaryDirectory folder;
  const std::string file = absl::StrCat(folder.path(), "/file");
  ASSERT_TRUE(WriteFileAtomically(file, "").ok());
  const absl::Status status = RemoveLeftovers(file);
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find(file), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace palimpsest
