#include "common/job/field_path.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(FieldPathTest, NamesAreJoinedByDots) {
  EXPECT_EQ(FieldPath("", "memory"), "memory");
  EXPECT_EQ(FieldPath("memory", "bits"), "memory.bits");
}

TEST(FieldPathTest, KeysWithDotsOfTheirOwnStandInBrackets) {
  EXPECT_EQ(MapEntryPath("layers", "conv1"), "layers.conv1");
  EXPECT_EQ(MapEntryPath("layers", "conv1.weight"), "layers[conv1.weight]");
  EXPECT_EQ(MapEntryPath("layers", "a[0]"), "layers[a[0]]");
  EXPECT_EQ(MapEntryPath("layers", ""), "layers[]");
}

}  // namespace
}  // namespace palimpsest
