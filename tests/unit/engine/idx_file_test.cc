#include "server/engine/idx_file.h"

#include <zlib.h>

#include <string>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A 2 x 3 array of bytes.
const std::string kContent("\0\0\x08\x02\0\0\0\x02\0\0\0\x03\x01\x02\x03\x04\x05\x06", 18);

class IdxFileTest : public ::testing::Test {
 protected:
  void Write(const std::string& content) { ASSERT_TRUE(WriteFileAtomically(path_, content).ok()); }

  void WriteGzip(const std::string& content) {
    const gzFile file = gzopen((path_ + ".gz").c_str(), "wb");
    ASSERT_EQ(gzwrite(file, content.data(), static_cast<unsigned>(content.size())),
              static_cast<int>(content.size()));
    ASSERT_EQ(gzclose(file), Z_OK);
  }

  // The message with which reading is refused as damaged.
  std::string Damage() {
    const auto file = ReadIdxFile(path_, /*dimensions=*/2);
    EXPECT_TRUE(absl::IsDataLoss(file.status())) << file.status();
    return std::string(file.status().message());
  }

  TemporaryDirectory folder_;
  const std::string path_ = folder_.path() + "/images";
};

TEST_F(IdxFileTest, ReadsPlainAndCompressedFiles) {
  WriteGzip(kContent);
  const auto compressed = ReadIdxFile(path_, 2);
  ASSERT_TRUE(compressed.ok()) << compressed.status();
  EXPECT_EQ(compressed->path, path_ + ".gz");
  EXPECT_THAT(compressed->shape, ElementsAre(2, 3));
  EXPECT_THAT(compressed->values, ElementsAre(1, 2, 3, 4, 5, 6));
  Write(kContent);
  const auto plain = ReadIdxFile(path_, 2);
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(plain->path, path_);
  EXPECT_EQ(plain->values, compressed->values);
}

TEST_F(IdxFileTest, AMissingFileIsNamedInBothForms) {
  const auto file = ReadIdxFile(path_, 2);
  EXPECT_TRUE(absl::IsNotFound(file.status()));
  EXPECT_THAT(std::string(file.status().message()), HasSubstr(path_ + ".gz"));
}

TEST_F(IdxFileTest, EveryTruncationIsNoticed) {
  for (size_t size = 0; size < kContent.size(); ++size) {
    Write(kContent.substr(0, size));
    EXPECT_THAT(Damage(), HasSubstr(path_)) << size;
  }
}

TEST_F(IdxFileTest, BytesAfterTheEndAreNoticed) {
  Write(kContent + "x");
  EXPECT_THAT(Damage(), HasSubstr("6 bytes, but 7 follow"));
}

TEST_F(IdxFileTest, AnotherMagicNumberIsShown) {
  std::string content = kContent;
  content[2] = '\x09';
  Write(content);
  EXPECT_THAT(Damage(), HasSubstr("0x00000902"));
}

TEST_F(IdxFileTest, AHugeDimensionIsRefusedBeforeMemoryIsAskedFor) {
  std::string content = kContent;
  for (size_t i = 4; i < 12; ++i) content[i] = '\xff';
  Write(content);
  EXPECT_THAT(Damage(), HasSubstr("dimension"));
}

TEST_F(IdxFileTest, ATruncatedOrCorruptGzipFileIsNoticed) {
  WriteGzip(kContent);
  const std::string gzip = *ReadFile(path_ + ".gz");
  ASSERT_TRUE(WriteFileAtomically(path_ + ".gz", gzip.substr(0, gzip.size() - 5)).ok());
  EXPECT_THAT(Damage(), HasSubstr(".gz"));
  std::string corrupt = gzip;
  corrupt[gzip.size() - 6] ^= 0x55;  // within the CRC
  ASSERT_TRUE(WriteFileAtomically(path_ + ".gz", corrupt).ok());
  EXPECT_THAT(Damage(), HasSubstr("gzip"));
}

}  // namespace
}  // namespace palimpsest
