#include "common/base/files.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> directory =
        MakeTemporaryDirectory(testing::TempDir() + "/files_test_");
    ASSERT_TRUE(directory.ok()) << directory.status();
    directory_ = *directory;
  }
  void TearDown() override { EXPECT_TRUE(RemoveAll(directory_).ok()); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  size_t EntryCount() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory_),
                                             std::filesystem::directory_iterator()));
  }

  std::string directory_;
};

TEST_F(FilesTest, WhatIsWrittenIsRead) {
  std::string content("zero \0 and lines\r\n", 18);
  content.append(3'000'000, 'x');
  ASSERT_TRUE(WriteFileAtomically(Path("a"), content).ok());
  EXPECT_EQ(*ReadFile(Path("a")), content);
  EXPECT_EQ(*FileSizeBytes(Path("a")), static_cast<int64_t>(content.size()));
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "").ok());
  EXPECT_EQ(*ReadFile(Path("a")), "");
}

TEST_F(FilesTest, WritingLeavesNothingButTheFile) {
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "1").ok());
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "2").ok());
  EXPECT_EQ(EntryCount(), 1u);
}

TEST_F(FilesTest, AWrittenFileCanBeReadByAll) {
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "1").ok());
  struct stat info;
  ASSERT_EQ(stat(Path("a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644u);
}

// The limit on the size of a file stands for a full disk: both fail a write in its middle.
TEST_F(FilesTest, AFullDiskIsResourceExhaustedAndKeepsTheOldFile) {
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "old").ok());
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit limit = old_limit;
  limit.rlim_cur = 4096;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const absl::Status status = WriteFileAtomically(Path("a"), std::string(10000, 'n'));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  signal(SIGXFSZ, old_handler);

  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("a")));
  EXPECT_EQ(*ReadFile(Path("a")), "old");
  EXPECT_EQ(EntryCount(), 1u);
}

TEST_F(FilesTest, AFailedRenameLeavesNothingBehind) {
  ASSERT_TRUE(CreateDirectories(Path("folder/inside")).ok());
  EXPECT_FALSE(WriteFileAtomically(Path("folder"), "text").ok());
  EXPECT_EQ(EntryCount(), 1u);
}

TEST_F(FilesTest, WhatIsNotThereIsNotFoundAndNamed) {
  for (const absl::Status& status :
       {ReadFile(Path("none")).status(), FileSizeBytes(Path("none")).status(),
        WriteFileAtomically(Path("none/a"), "text"), ReadFile(Path("none/a")).status(),
        MakeTemporaryDirectory(Path("none/a")).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(status.message()), HasSubstr(Path("none")));
    EXPECT_THAT(std::string(status.message()), HasSubstr("No such file"));
  }
}

TEST_F(FilesTest, AFolderCannotBeReadAsAFile) {
  EXPECT_EQ(ReadFile(directory_).status().code(), absl::StatusCode::kUnknown);
}

TEST_F(FilesTest, ReadingInPiecesSeesAllBytesInOrder) {
  std::string content;
  for (int i = 0; i < 1'500'000; ++i) content.push_back(static_cast<char>(i % 251));
  ASSERT_TRUE(WriteFileAtomically(Path("a"), content).ok());
  std::string seen;
  int pieces = 0;
  const absl::Status status = ReadFileInPieces(Path("a"), [&](absl::string_view piece) {
    EXPECT_LE(piece.size(), size_t{1} << 20);
    seen.append(piece.data(), piece.size());
    ++pieces;
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, content);
  EXPECT_GE(pieces, 2);
}

TEST_F(FilesTest, ReadingInPiecesStopsAtTheFirstErrorOfTheReader) {
  ASSERT_TRUE(WriteFileAtomically(Path("a"), std::string(3'000'000, 'x')).ok());
  int pieces = 0;
  const absl::Status status = ReadFileInPieces(Path("a"), [&](absl::string_view) {
    ++pieces;
    return absl::AbortedError("enough");
  });
  EXPECT_EQ(status, absl::AbortedError("enough"));
  EXPECT_EQ(pieces, 1);
}

TEST_F(FilesTest, FoldersAreCreatedWithTheirParentsAndMayExist) {
  EXPECT_TRUE(CreateDirectories(Path("a/b/c")).ok());
  EXPECT_TRUE(CreateDirectories(Path("a/b/c")).ok());
  EXPECT_TRUE(std::filesystem::is_directory(Path("a/b/c")));
  ASSERT_TRUE(WriteFileAtomically(Path("file"), "").ok());
  const absl::Status status = CreateDirectories(Path("file/b"));
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("file/b")));
}

TEST_F(FilesTest, RemovingTakesAllThatIsInsideAndNothingIsFine) {
  ASSERT_TRUE(CreateDirectories(Path("a/b/c")).ok());
  ASSERT_TRUE(WriteFileAtomically(Path("a/b/file"), "text").ok());
  EXPECT_TRUE(RemoveAll(Path("a")).ok());
  EXPECT_FALSE(std::filesystem::exists(Path("a")));
  EXPECT_TRUE(RemoveAll(Path("a")).ok());
}

TEST_F(FilesTest, TemporaryDirectorysAreNewAndEmpty) {
  const std::string first = *MakeTemporaryDirectory(Path("t_"));
  const std::string second = *MakeTemporaryDirectory(Path("t_"));
  EXPECT_NE(first, second);
  EXPECT_EQ(first.size(), Path("t_").size() + 6);
  EXPECT_TRUE(std::filesystem::is_empty(first));
}

TEST(ErrnoStatusTest, EachErrorHasItsCodeAndNamesWhatFailed) {
  const auto code = [](int error_number) { return ErrnoStatus(error_number, "write a").code(); };
  EXPECT_EQ(code(ENOENT), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(ENOTDIR), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(EACCES), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(EPERM), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(EROFS), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(ENOSPC), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(EDQUOT), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(EFBIG), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(EMFILE), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(ENFILE), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(EIO), absl::StatusCode::kUnknown);
  EXPECT_EQ(ErrnoStatus(ENOSPC, "write a").message(), "write a: No space left on device");
}

}  // namespace
}  // namespace palimpsest
