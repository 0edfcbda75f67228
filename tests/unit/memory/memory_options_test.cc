#include "common/memory/memory_options.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

MemoryOptions Memory(int bits, int shared_bits) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  return memory;
}

TEST(MemoryOptionsTest, AllEvenSharesOfAllWordLengthsAreValid) {
  for (int bits = 2; bits <= 8; ++bits) {
    for (int shared = 0; shared <= bits; shared += 2) {
      EXPECT_TRUE(Memory(bits, shared).Validate().ok()) << bits << " " << shared;
    }
  }
}

void ExpectRefused(const MemoryOptions& memory, const char* field, const char* value) {
  const absl::Status status = memory.Validate();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  EXPECT_THAT(std::string(status.message()), HasSubstr(value));
}

TEST(MemoryOptionsTest, RefusesBadSizesNamingTheFieldAndTheValue) {
  ExpectRefused(Memory(1, 0), "bits", "1");
  ExpectRefused(Memory(9, 8), "bits", "9");
  ExpectRefused(Memory(8, 3), "shared_bits", "3");
  ExpectRefused(Memory(8, -2), "shared_bits", "-2");
  ExpectRefused(Memory(6, 8), "shared_bits", "8");
}

TEST(MemoryOptionsTest, RefusesEnumeratorsThatAreNotKnown) {
  MemoryOptions memory;
  memory.layout = static_cast<Layout>(7);
  ExpectRefused(memory, "layout", "7");
  memory = MemoryOptions();
  memory.zero_point = static_cast<ZeroPointKind>(8);
  ExpectRefused(memory, "zero_point", "8");
  memory = MemoryOptions();
  memory.pairing = static_cast<Pairing>(9);
  ExpectRefused(memory, "pairing", "9");
}

TEST(MemoryOptionsTest, CountsTheCellsOfATile) {
  EXPECT_EQ(Memory(8, 8).cells_per_tile(), 64);
  EXPECT_EQ(Memory(8, 8).words_per_tile(), 16);
  EXPECT_EQ(Memory(8, 6).cells_per_tile(), 60);
  EXPECT_EQ(Memory(6, 4).cells_per_tile(), 16 + 8 * 2);
  EXPECT_EQ(Memory(5, 0).cells_per_tile(), 16 * 5);
  EXPECT_EQ(Memory(5, 0).words_per_tile(), 16);
}

TEST(MemoryOptionsTest, CountsTheMetadataOfAChoice) {
  EXPECT_EQ(Memory(8, 8).choice_bits(), 3);
  EXPECT_EQ(Memory(8, 6).choice_bits(), 3);
  EXPECT_EQ(Memory(8, 4).choice_bits(), 2);
  EXPECT_EQ(Memory(8, 2).choice_bits(), 1);
  EXPECT_EQ(Memory(8, 0).choice_bits(), 0);
  MemoryOptions fixed = Memory(8, 8);
  fixed.rotations = false;
  EXPECT_EQ(fixed.choice_bits(), 0);
  EXPECT_EQ(fixed.choices(), 1);
  EXPECT_EQ(Memory(8, 6).choices(), 6);
  EXPECT_EQ(Memory(8, 0).choices(), 1);
}

TEST(MemoryOptionsTest, TheZeroPointIsTheMiddleOrHalfAStepAboveIt) {
  MemoryOptions memory = Memory(4, 4);
  EXPECT_EQ(memory.levels(), 16);
  EXPECT_EQ(memory.default_zero_point(), 7.5);
  memory.zero_point = ZeroPointKind::kMidTread;
  EXPECT_EQ(memory.default_zero_point(), 8);
}

}  // namespace
}  // namespace palimpsest
