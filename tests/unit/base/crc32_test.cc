#include "common/base/crc32.h"

#include <string>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(Crc32Test, KnownValues) {
  EXPECT_EQ(Crc32(""), 0u);
  EXPECT_EQ(Crc32("123456789"), 0xcbf43926u);  // the check value of the algorithm
  EXPECT_EQ(Crc32(absl::string_view("\0\0\0\0", 4)), 0x2144df1cu);
}

TEST(Crc32Test, EveryBitCounts) {
  const std::string text(100, 'a');
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(Crc32(changed), Crc32(text));
  }
}

}  // namespace
}  // namespace palimpsest
