#include "common/memory/memory_stats.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

MemoryStats StatsOfLayer(const MemoryOptions& memory, int64_t weight_count) {
  return StatsOf(*MemoryPlan::Create(memory, {{"w", {weight_count}, {{1}, {0}}, nullptr}}));
}

TEST(MemoryStatsTest, NothingTakesNothing) {
  const MemoryStats stats;
  EXPECT_EQ(stats.total_cells(), 0);
  EXPECT_EQ(stats.cells_per_weight(), 0);
  EXPECT_EQ(stats.capacity_factor(), 0);
  EXPECT_EQ(StatsOfLayer(MemoryOptions(), 0).tiles, 0);
}

TEST(MemoryStatsTest, FullOverlapDoublesTheCapacityButForTheMetadata) {
  MemoryOptions memory;
  memory.rotations = false;
  EXPECT_DOUBLE_EQ(StatsOfLayer(memory, 1600).capacity_factor(), 2);
  memory.rotations = true;
  const MemoryStats stats = StatsOfLayer(memory, 1600);
  EXPECT_EQ(stats.tiles, 100);
  EXPECT_EQ(stats.data_cells, 6400);
  EXPECT_EQ(stats.metadata_cells, 300);
  EXPECT_EQ(stats.padding_words(), 0);
  EXPECT_DOUBLE_EQ(stats.cells_per_weight(), 4.1875);
  EXPECT_DOUBLE_EQ(stats.capacity_factor(), 8 / 4.1875);
}

TEST(MemoryStatsTest, PaddingOfTheLastTileIsCounted) {
  MemoryOptions memory;
  memory.rotations = false;
  const MemoryStats stats = StatsOfLayer(memory, 17);
  EXPECT_EQ(stats.tiles, 2);
  EXPECT_EQ(stats.padding_words(), 15);
  EXPECT_EQ(stats.total_cells(), 128);
  EXPECT_DOUBLE_EQ(stats.cells_per_weight(), 128.0 / 17);
}

TEST(MemoryStatsTest, StorageWithoutSharedBitsTakesItsBitsAndHasNoPadding) {
  MemoryOptions memory;
  memory.bits = 5;
  memory.shared_bits = 0;
  const MemoryStats stats = StatsOfLayer(memory, 17);
  EXPECT_EQ(stats.tiles, 2);
  EXPECT_EQ(stats.padding_words(), 0);
  EXPECT_EQ(stats.total_cells(), 85);
  EXPECT_DOUBLE_EQ(stats.capacity_factor(), 1);
}

TEST(MemoryStatsTest, GroupsAddUp) {
  MemoryOptions overlapped;
  MemoryOptions unshared;
  unshared.bits = 4;
  unshared.shared_bits = 0;
  MemoryStats stats = StatsOfLayer(overlapped, 20);
  stats += StatsOfLayer(unshared, 10);
  EXPECT_EQ(stats.weights, 30);
  EXPECT_EQ(stats.tiles, 3);
  EXPECT_EQ(stats.padding_words(), 12);
  EXPECT_EQ(stats.data_cells, 128 + 40);
  EXPECT_EQ(stats.metadata_cells, 6);
  EXPECT_DOUBLE_EQ(stats.cells_per_weight(), 174.0 / 30);
  EXPECT_DOUBLE_EQ(stats.capacity_factor(), 200.0 / 174);
}

TEST(MemoryStatsTest, TensorsOfAGroupSharePadding) {
  MemoryOptions memory;
  memory.pairing = Pairing::kAcrossLayers;
  const MemoryPlan plan = *MemoryPlan::Create(
      memory, {{"a", {10}, {{1}, {0}}, nullptr}, {"b", {40}, {{1}, {0}}, nullptr}});
  // Two tiles for both, then 24 weights of b.
  const MemoryStats stats = StatsOf(plan);
  EXPECT_EQ(stats.weights, 50);
  EXPECT_EQ(stats.tiles, 4);
  EXPECT_EQ(stats.padding_words(), 14);
}

}  // namespace
}  // namespace palimpsest
