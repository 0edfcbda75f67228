#ifndef PALIMPSEST_TESTS_UNIT_STORE_FILE_SIZE_LIMIT_H_
#define PALIMPSEST_TESTS_UNIT_STORE_FILE_SIZE_LIMIT_H_

#include <signal.h>
#include <sys/resource.h>

#include <cstdint>

#include "gtest/gtest.h"

namespace palimpsest {

// A disk that is full, as far as this process can tell: while the object lives, no file can grow
// beyond `bytes`; writes fail with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(int64_t bytes) : old_handler_(signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit_), 0);
    rlimit limit = old_limit_;
    limit.rlim_cur = static_cast<rlim_t>(bytes);
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit_), 0);
    signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*old_handler_)(int);
  rlimit old_limit_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_STORE_FILE_SIZE_LIMIT_H_
