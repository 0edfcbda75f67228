#include "server/store/artifact_files.h"

#include <filesystem>

#include "common/base/files.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

class ArtifactFilesTest : public ::testing::Test {
 protected:
  size_t CountFiles() const {
    size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  absl::Status Put(absl::string_view content) {
    auto upload = files_.Begin();
    if (!upload.ok()) return upload.status();
    const absl::Status appended = (*upload)->Append(content);
    if (!appended.ok()) return appended;
    return (*upload)->Commit(Sha256Hex(content));
  }

  TemporaryDirectory folder_;
  const ArtifactFiles files_{folder_.path()};
};

TEST_F(ArtifactFilesTest, GivesBackWhatWasUploadedFromAnyOffset) {
  ASSERT_TRUE(Put("0123456789").ok());
  const std::string sha256 = Sha256Hex("0123456789");
  EXPECT_EQ(*files_.Read(sha256, 0, 100), "0123456789");
  EXPECT_EQ(*files_.Read(sha256, 3, 4), "3456");
  EXPECT_EQ(*files_.Read(sha256, 10, 4), "");
}

TEST_F(ArtifactFilesTest, EqualContentIsStoredOnce) {
  ASSERT_TRUE(Put("same").ok());
  ASSERT_TRUE(Put("same").ok());
  EXPECT_EQ(CountFiles(), 1u);
}

TEST_F(ArtifactFilesTest, AnUploadThatIsGivenUpLeavesNothing) {
  {
    auto upload = files_.Begin();
    ASSERT_TRUE(upload.ok());
    ASSERT_TRUE((*upload)->Append("half").ok());
    EXPECT_EQ((*upload)->size_bytes(), 4);
  }
  EXPECT_EQ(CountFiles(), 0u);
}

TEST_F(ArtifactFilesTest, ContentWithAnotherHashIsRefused) {
  auto upload = files_.Begin();
  ASSERT_TRUE(upload.ok());
  ASSERT_TRUE((*upload)->Append("content").ok());
  EXPECT_TRUE(absl::IsDataLoss((*upload)->Commit(Sha256Hex("other"))));
  upload->reset();
  EXPECT_EQ(CountFiles(), 0u);
}

TEST_F(ArtifactFilesTest, LeftoversOfACrashAreRemoved) {
  ASSERT_TRUE(CreateDirectories(folder_.path() + "/incoming").ok());
  ASSERT_TRUE(WriteFileAtomically(folder_.path() + "/incoming/abcdef", "half").ok());
  ASSERT_TRUE(files_.RemoveLeftovers().ok());
  EXPECT_EQ(CountFiles(), 0u);
}

TEST_F(ArtifactFilesTest, UnknownContentIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(files_.Read(Sha256Hex("nothing"), 0, 1).status()));
}

}  // namespace
}  // namespace palimpsest
