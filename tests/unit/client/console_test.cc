#include "client/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <ostream>
#include <string>

#include "common/base/files.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

TEST(OutputBufferTest, WritesAllInOrder) {
  TemporaryDirectory directory;
  const std::string path = directory.path() + "/out";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  OutputBuffer buffer(fd);
  std::ostream out(&buffer);
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    out << i << "\n";
    expected += std::to_string(i) + "\n";
  }
  out.flush();
  close(fd);
  EXPECT_TRUE(out.good());
  EXPECT_EQ(buffer.error_number(), 0);
  EXPECT_EQ(*ReadFile(path), expected);
}

TEST(OutputBufferTest, KeepsTheReasonWhyItCannotWrite) {
  signal(SIGPIPE, SIG_IGN);
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  close(fds[0]);
  OutputBuffer buffer(fds[1]);
  std::ostream out(&buffer);
  out << "text" << std::flush;
  EXPECT_FALSE(out.good());
  EXPECT_EQ(buffer.error_number(), EPIPE);
  close(fds[1]);
}

}  // namespace
}  // namespace palimpsest
