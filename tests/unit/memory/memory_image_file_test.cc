// The file format, beyond the round trips of memory_image_test.cc.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/crc32.h"
#include "common/base/files.h"
#include "common/memory/memory_image.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

// Two words of two bits that share all four cells.
GroupImage SmallImage() {
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 2;
  return {*MemoryPlan::Create(memory, {{"w", {2, 2}, {{0.5f}, {1.5f}}, nullptr}}), {1}, "\x0d"};
}

std::string WithCrc(std::string content) {
  const uint32_t crc = Crc32(content);
  for (int i = 0; i < 4; ++i) content.push_back(static_cast<char>(crc >> (8 * i)));
  return content;
}

std::string WithoutCrc(const std::string& bytes) { return bytes.substr(0, bytes.size() - 4); }

absl::Status ParseStatus(const std::string& bytes) { return ParseMemoryImage(bytes).status(); }

// "PLMIMG02", a group of one tensor, with the kind of zero point and the size as given.
std::string SmallContent(char zero_point, const std::string& size, const std::string& delta) {
  const std::string u64_1("\1\0\0\0\0\0\0\0", 8);
  const std::string u64_2("\2\0\0\0\0\0\0\0", 8);
  return "PLMIMG02" + u64_1 +                                              // one group
         std::string("\2\2\0", 3) + zero_point + std::string("\1\0", 2) +  // B, S, choices
         std::string(8, '\0') +                                            // pairing seed
         u64_1 + u64_1 + "w" +                                             // a tensor's name
         u64_2 + u64_2 + size +                                            // rank, sizes
         u64_1 + delta +                                                   // channels, delta
         std::string("\0\0\xc0\x3f", 4) +                                  // zero point 1.5
         u64_1 + "\1" +                                                    // choices
         u64_1 + "\x0d";                                                   // cells
}
const std::string kTwo("\2\0\0\0\0\0\0\0", 8);
const std::string kHalf("\0\0\0\x3f", 4);

TEST(MemoryImageFileTest, TheBytesAreThoseOfTheDocumentedFormat) {
  EXPECT_EQ(SerializeMemoryImage({SmallImage()}), WithCrc(SmallContent('\0', kTwo, kHalf)));
}

TEST(MemoryImageFileTest, WhatNoPlanCouldSayIsDataLoss) {
  EXPECT_TRUE(ParseStatus(WithCrc(SmallContent('\1', kTwo, kHalf))).ok());
  const auto expect_data_loss = [](const std::string& content, const char* what) {
    const absl::Status status = ParseStatus(WithCrc(content));
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
  };
  expect_data_loss(SmallContent('\7', kTwo, kHalf), "zero_point is 7");
  expect_data_loss(SmallContent('\0', std::string(8, '\xff'), kHalf), "size of -1");
  expect_data_loss(SmallContent('\0', kTwo, std::string(4, '\0')), "delta of channel 0");
}

TEST(MemoryImageFileTest, KeepsEveryField) {
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 2;
  memory.layout = Layout::kPlain;
  memory.zero_point = ZeroPointKind::kMidTread;
  memory.pairing = Pairing::kRandom;
  memory.pairing_seed = 0x123456789abcdef0u;
  const GroupImage image = {
      *MemoryPlan::Create(memory, {{"v", {2}, {{1}, {0}}, nullptr},
                                   {"w", {1, 2}, {{0.5f, 0.25f}, {1.5f, 2}}, nullptr}}),
      {1},
      "\x0d"};
  const absl::StatusOr<std::vector<GroupImage>> parsed =
      ParseMemoryImage(SerializeMemoryImage({image}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const GroupImage& read = parsed->front();
  ASSERT_EQ(read.plan.tensor_count(), 2);
  EXPECT_EQ(read.plan.tensors()[0].name, "v");
  EXPECT_EQ(read.plan.tensors()[1].name, "w");
  EXPECT_EQ(read.plan.tensors()[1].shape, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(read.plan.tensors()[1].scale.delta, (std::vector<float>{0.5f, 0.25f}));
  EXPECT_EQ(read.plan.tensors()[1].scale.zero_point, (std::vector<float>{1.5f, 2}));
  EXPECT_EQ(read.plan.memory().bits, 2);
  EXPECT_EQ(read.plan.memory().shared_bits, 2);
  EXPECT_EQ(read.plan.memory().layout, Layout::kPlain);
  EXPECT_EQ(read.plan.memory().zero_point, ZeroPointKind::kMidTread);
  EXPECT_TRUE(read.plan.memory().rotations);
  EXPECT_EQ(read.plan.memory().pairing, Pairing::kRandom);
  EXPECT_EQ(read.plan.memory().pairing_seed, 0x123456789abcdef0u);
  EXPECT_EQ(read.choices, image.choices);
  EXPECT_EQ(read.cells, image.cells);
}

// Written by the last version that knew no groups: a layer with rotations, one with channels and
// random pairing and without rotations, and one without shared bits.
TEST(MemoryImageFileTest, ReadsAFileOfVersion1) {
  const absl::StatusOr<std::string> bytes = ReadFile(PALIMPSEST_TESTDATA "/memory/plmimg01.plm");
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const absl::StatusOr<std::vector<GroupImage>> groups = ParseMemoryImage(*bytes);
  ASSERT_TRUE(groups.ok()) << groups.status();
  // The checksums of the weights that the same version decoded.
  const std::vector<std::pair<std::string, uint32_t>> expected = {
      {"conv1.weight", 892627959u}, {"conv2.weight", 3138937005u}, {"fc.weight", 456952124u}};
  ASSERT_EQ(groups->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*groups)[i].plan.tensors()[0].name, expected[i].first);
    const std::vector<float> weights = (*DecodeGroupImage((*groups)[i]))[0];
    EXPECT_EQ(
        Crc32({reinterpret_cast<const char*>(weights.data()), weights.size() * sizeof(float)}),
        expected[i].second);
  }
  EXPECT_TRUE((*groups)[2].choices.empty());
}

TEST(MemoryImageFileTest, AnImageOfNoGroupsIsAnImage) {
  const absl::StatusOr<std::vector<GroupImage>> parsed = ParseMemoryImage(SerializeMemoryImage({}));
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
      const absl::StatusOr<std::vector<GroupImage>> parsed = ParseMemoryImage(WithCrc(changed));
      if (parsed.ok()) {
        for (const GroupImage& group : *parsed) EXPECT_TRUE(DecodeGroupImage(group).ok());
      } else {
        EXPECT_EQ(parsed.status().code(), absl::StatusCode::kDataLoss);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(MemoryImageFileTest, BytesAfterTheLastGroupAreDataLoss) {
  const std::string content = WithoutCrc(SerializeMemoryImage({SmallImage()}));
  const absl::Status status = ParseStatus(WithCrc(content + '\0'));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("goes on"));
}

TEST(MemoryImageFileTest, AnUnknownVersionIsNamedAsSuch) {
  std::string content = WithoutCrc(SerializeMemoryImage({SmallImage()}));
  content[7] = '3';
  const absl::Status status = ParseStatus(WithCrc(content));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version"));
}

}  // namespace
}  // namespace palimpsest
