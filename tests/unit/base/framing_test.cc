#include "common/base/framing.h"

#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

class FramingTest : public testing::Test {
 protected:
  void SetUp() override {
    int fds[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, /*protocol=*/0, fds), 0);
    here_ = fds[0];
    there_ = fds[1];
  }
  void TearDown() override {
    close(here_);
    CloseThere();
  }
  void CloseThere() {
    if (there_ >= 0) close(there_);
    there_ = -1;
  }
  void SendRaw(const std::string& bytes) {
    ASSERT_EQ(write(there_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  int here_ = -1;
  int there_ = -1;
};

TEST_F(FramingTest, FramesArriveWholeAndInOrder) {
  ASSERT_TRUE(WriteFrame(there_, "first").ok());
  ASSERT_TRUE(WriteFrame(there_, "").ok());
  ASSERT_TRUE(WriteFrame(there_, std::string("a\0b", 3)).ok());
  EXPECT_EQ(*ReadFrame(here_), "first");
  EXPECT_EQ(*ReadFrame(here_), "");
  EXPECT_EQ(*ReadFrame(here_), std::string("a\0b", 3));
}

TEST_F(FramingTest, AFrameLargerThanTheSocketsBufferArrivesWhole) {
  std::string payload;
  for (int i = 0; i < 5'000'000; ++i) payload.push_back(static_cast<char>(i % 253));
  absl::Status written;
  std::thread writer([&] { written = WriteFrame(there_, payload); });
  const absl::StatusOr<std::string> read = ReadFrame(here_);
  writer.join();
  EXPECT_TRUE(written.ok()) << written;
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, payload);
}

TEST_F(FramingTest, TheLengthIsLittleEndian) {
  SendRaw(std::string("\x02\0\0\0hi", 6));
  EXPECT_EQ(*ReadFrame(here_), "hi");
}

TEST_F(FramingTest, APeerThatClosedBetweenFramesIsOutOfRange) {
  ASSERT_TRUE(WriteFrame(there_, "last").ok());
  CloseThere();
  EXPECT_EQ(*ReadFrame(here_), "last");
  EXPECT_EQ(ReadFrame(here_).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(FramingTest, APeerThatClosedWithinTheLengthIsDataLoss) {
  SendRaw(std::string("\x02\0", 2));
  CloseThere();
  EXPECT_EQ(ReadFrame(here_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FramingTest, APeerThatClosedWithinThePayloadIsDataLoss) {
  SendRaw(std::string("\x05\0\0\0hi", 6));
  CloseThere();
  EXPECT_EQ(ReadFrame(here_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FramingTest, AnAnnouncedLengthBeyondTheLimitIsDataLossAtOnce) {
  SendRaw(std::string("\x01\0\0\x04", 4));  // kMaxFrameBytes + 1, and nothing after it
  EXPECT_EQ(ReadFrame(here_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FramingTest, WritingTooLongAFrameIsRefusedAndSendsNothing) {
  EXPECT_EQ(WriteFrame(there_, std::string(size_t{kMaxFrameBytes} + 1, 'x')).code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(WriteFrame(there_, "next").ok());
  EXPECT_EQ(*ReadFrame(here_), "next");
}

TEST_F(FramingTest, WritingToAClosedPeerIsUnavailableAndRaisesNoSignal) {
  CloseThere();
  EXPECT_EQ(WriteFrame(here_, "hello").code(), absl::StatusCode::kUnavailable);
}

TEST_F(FramingTest, ASocketThatIsNoneIsAnError) {
  EXPECT_EQ(ReadFrame(-1).status().code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(WriteFrame(-1, "hello").code(), absl::StatusCode::kUnknown);
}

}  // namespace
}  // namespace palimpsest
