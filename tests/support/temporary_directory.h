#ifndef PALIMPSEST_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define PALIMPSEST_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/files.h"
#include "gtest/gtest.h"

namespace palimpsest {

// A folder of a test's own, removed with all it holds.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    auto path = MakeTemporaryDirectory(::testing::TempDir() + "palimpsest-");
    EXPECT_TRUE(path.ok()) << path.status();
    path_ = *std::move(path);
  }
  ~TemporaryDirectory() { EXPECT_TRUE(RemoveAll(path_).ok()) << path_; }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  // The path of a file in it.
  std::string File(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

 private:
  std::string path_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
