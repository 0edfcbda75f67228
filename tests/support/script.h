#ifndef PALIMPSEST_TESTS_SUPPORT_SCRIPT_H_
#define PALIMPSEST_TESTS_SUPPORT_SCRIPT_H_

#include <sys/stat.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/files.h"
#include "gtest/gtest.h"

namespace palimpsest {

// A shell script that stands in for a program of ours.
class Script {
 public:
  // Written into `folder`, which removes it.
  Script(absl::string_view folder, absl::string_view body)
      : path_(absl::StrCat(folder, "/script.sh")) {
    EXPECT_TRUE(WriteFileAtomically(path_, absl::StrCat("#!/bin/sh\n", body, "\n")).ok());
    EXPECT_EQ(chmod(path_.c_str(), 0755), 0);
  }

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_SCRIPT_H_
