// The file format, beyond the round trips of memory_image_test.cc.

#include <string>
#include <vector>

#include "common/base/crc32.h"
#include "common/memory/memory_image.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

// Two words of two bits that share all four cells.
LayerImage SmallImage() {
  LayerImage image;
  image.name = "w";
  image.shape = {2, 2};
  image.memory.bits = 2;
  image.memory.shared_bits = 2;
  image.scale = {{0.5f}, {1.5f}};
  image.rotations = {1};
  image.cells = "\x0d";
  return image;
}

std::string WithCrc(std::string content) {
  const uint32_t crc = Crc32(content);
  for (int i = 0; i < 4; ++i) content.push_back(static_cast<char>(crc >> (8 * i)));
  return content;
}

std::string WithoutCrc(const std::string& bytes) { return bytes.substr(0, bytes.size() - 4); }

absl::Status ParseStatus(const std::string& bytes) { return ParseMemoryImage(bytes).status(); }

TEST(MemoryImageFileTest, TheBytesAreThoseOfTheDocumentedFormat) {
  const std::string u64_1("\1\0\0\0\0\0\0\0", 8);
  const std::string u64_2("\2\0\0\0\0\0\0\0", 8);
  const std::string content = "PLMIMG01" + u64_1 +              // one layer
                              u64_1 + "w" +                     // name
                              u64_2 + u64_2 + u64_2 +           // rank, sizes
                              std::string("\2\2\0\0\1\0", 6) +  // B, S, the four choices
                              std::string(8, '\0') +            // pairing seed
                              u64_1 +                           // channels
                              std::string("\0\0\0\x3f", 4) +    // delta 0.5
                              std::string("\0\0\xc0\x3f", 4) +  // zero point 1.5
                              u64_1 + "\1" +                    // rotations
                              u64_1 + "\x0d";                   // cells
  EXPECT_EQ(SerializeMemoryImage({SmallImage()}), WithCrc(content));
}

TEST(MemoryImageFileTest, KeepsEveryField) {
  LayerImage image = SmallImage();
  image.memory.layout = Layout::kPlain;
  image.memory.zero_point = ZeroPointKind::kMidTread;
  image.memory.pairing = Pairing::kRandom;
  image.memory.pairing_seed = 0x123456789abcdef0u;
  image.scale = {{0.5f, 0.25f}, {1.5f, 2}};
  const absl::StatusOr<std::vector<LayerImage>> parsed =
      ParseMemoryImage(SerializeMemoryImage({image}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const LayerImage& read = parsed->front();
  EXPECT_EQ(read.name, image.name);
  EXPECT_EQ(read.shape, image.shape);
  EXPECT_EQ(read.memory.bits, 2);
  EXPECT_EQ(read.memory.shared_bits, 2);
  EXPECT_EQ(read.memory.layout, Layout::kPlain);
  EXPECT_EQ(read.memory.zero_point, ZeroPointKind::kMidTread);
  EXPECT_TRUE(read.memory.rotations);
  EXPECT_EQ(read.memory.pairing, Pairing::kRandom);
  EXPECT_EQ(read.memory.pairing_seed, 0x123456789abcdef0u);
  EXPECT_EQ(read.scale.delta, image.scale.delta);
  EXPECT_EQ(read.scale.zero_point, image.scale.zero_point);
  EXPECT_EQ(read.rotations, image.rotations);
  EXPECT_EQ(read.cells, image.cells);
}

TEST(MemoryImageFileTest, AnImageOfNoLayersIsAnImage) {
  const absl::StatusOr<std::vector<LayerImage>> parsed = ParseMemoryImage(SerializeMemoryImage({}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_TRUE(parsed->empty());
}

TEST(MemoryImageFileTest, EveryTruncationIsDataLoss) {
  const std::string bytes = SerializeMemoryImage({SmallImage(), SmallImage()});
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(ParseStatus(bytes.substr(0, size)).code(), absl::StatusCode::kDataLoss) << size;
  }
}

// Also where the checksum has been made to fit.
TEST(MemoryImageFileTest, EveryTruncationWithAGoodChecksumIsDataLoss) {
  const std::string content = WithoutCrc(SerializeMemoryImage({SmallImage(), SmallImage()}));
  for (size_t size = 0; size < content.size(); ++size) {
    EXPECT_EQ(ParseStatus(WithCrc(content.substr(0, size))).code(), absl::StatusCode::kDataLoss)
        << size;
  }
}

TEST(MemoryImageFileTest, EveryFlippedBitIsDataLoss) {
  const std::string bytes = SerializeMemoryImage({SmallImage()});
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(ParseStatus(flipped).code(), absl::StatusCode::kDataLoss) << bit;
  }
}

// A hostile file: any one byte changed and the checksum made to fit. It may parse (the cells and
// the scale can be anything), but it must not crash or reserve more than it has bytes for.
TEST(MemoryImageFileTest, AnyChangedByteWithAGoodChecksumIsReadOrRefused) {
  const std::string content = WithoutCrc(SerializeMemoryImage({SmallImage()}));
  int refused = 0;
  for (size_t i = 0; i < content.size(); ++i) {
    for (const char value : {'\x00', '\x01', '\x7f', '\x80', '\xff'}) {
      std::string changed = content;
      changed[i] = value;
      const absl::StatusOr<std::vector<LayerImage>> parsed = ParseMemoryImage(WithCrc(changed));
      if (parsed.ok()) {
        for (const LayerImage& layer : *parsed) EXPECT_TRUE(DecodeLayerImage(layer).ok());
      } else {
        EXPECT_EQ(parsed.status().code(), absl::StatusCode::kDataLoss);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(MemoryImageFileTest, BytesAfterTheLastLayerAreDataLoss) {
  const std::string content = WithoutCrc(SerializeMemoryImage({SmallImage()}));
  const absl::Status status = ParseStatus(WithCrc(content + '\0'));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("goes on"));
}

TEST(MemoryImageFileTest, AnUnknownVersionIsNamedAsSuch) {
  std::string content = WithoutCrc(SerializeMemoryImage({SmallImage()}));
  content[7] = '2';
  const absl::Status status = ParseStatus(WithCrc(content));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version"));
}

}  // namespace
}  // namespace palimpsest
