#include "server/store/data_dir_lock.h"

#include <unistd.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

TEST(DataDirLock, ASecondServerIsRefusedWithTheFirstOnesProcess) {
  TemporaryDirectory folder;
  const absl::StatusOr<std::unique_ptr<DataDirLock>> lock = DataDirLock::Acquire(folder.path());
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(DataDirLock::Acquire(folder.path()),
              IsStatus(absl::StatusCode::kFailedPrecondition,
                       absl::StrCat("another palimpsestd (process ", getpid(),
                                    ") uses the data folder ", folder.path())));
}

TEST(DataDirLock, AFolderIsFreeAgainOnceTheLockIsGone) {
  TemporaryDirectory folder;
  for (int i = 0; i < 2; ++i) EXPECT_THAT(DataDirLock::Acquire(folder.path()), IsOk());
}

TEST(DataDirLock, ALockFileThatNobodyHoldsIsNoObstacle) {
  TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder.File("palimpsest.lock"), "4194304\nleft over"), IsOk());
  const absl::StatusOr<std::unique_ptr<DataDirLock>> lock = DataDirLock::Acquire(folder.path());
  ASSERT_THAT(lock, IsOk());
  EXPECT_EQ(*ReadFile(folder.File("palimpsest.lock")), absl::StrCat(getpid(), "\n"));
}

TEST(DataDirLock, FoldersAreLockedOneByOne) {
  TemporaryDirectory first;
  TemporaryDirectory second;
  const absl::StatusOr<std::unique_ptr<DataDirLock>> lock = DataDirLock::Acquire(first.path());
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(DataDirLock::Acquire(second.path()), IsOk());
}

TEST(DataDirLock, AMissingFolderIsNotFound) {
  EXPECT_THAT(DataDirLock::Acquire("/nonexistent"),
              IsStatus(absl::StatusCode::kNotFound, "/nonexistent/palimpsest.lock"));
}

}  // namespace
}  // namespace palimpsest
