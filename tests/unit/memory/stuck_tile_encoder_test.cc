#include "common/memory/stuck_tile_encoder.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_image.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

MemoryOptions Memory(int bits, int shared_bits, Layout layout, bool rotations) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  memory.layout = layout;
  memory.rotations = rotations;
  return memory;
}

// `count` different cells of a tile, stuck at either value.
std::vector<StuckCell> RandomCells(const MemoryOptions& memory, int64_t tile, int count,
                                   uint64_t seed) {
  Random random(seed);
  std::vector<int> cells(static_cast<size_t>(memory.cells_per_tile()));
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<int>(i);
  Shuffle(cells.begin(), cells.end(), random);
  std::vector<StuckCell> stuck;
  for (int i = 0; i < count; ++i) {
    stuck.push_back({tile, cells[static_cast<size_t>(i)], random.Below(2) == 1});
  }
  return stuck;
}

EncoderOptions Starts(int starts) {
  EncoderOptions options;
  options.starts = starts;
  return options;
}

using OracleCase = std::tuple<std::pair<int, int>, Layout, bool>;
class StuckTileOracleTest : public testing::TestWithParam<OracleCase> {};

TEST_P(StuckTileOracleTest, ReachesTheOptimumOfExhaustiveSearchAndNeverPassesIt) {
  constexpr int kTasks = 60;
  const auto& [sizes, layout, rotations] = GetParam();
  const MemoryOptions memory = Memory(sizes.first, sizes.second, layout, rotations);
  const StuckTileEncoder encoder(memory, Starts(16));
  int optimal = 0;
  for (uint64_t seed = 0; seed < kTasks; ++seed) {
    const TileTask task = RandomTask(memory, seed, /*weighted=*/seed % 2 == 1);
    const std::vector<StuckCell> stuck =
        RandomCells(memory, 0, /*count=*/1 + static_cast<int>(seed % 3), seed);
    const TileResult result = encoder.Encode(task, stuck);
    ASSERT_TRUE(SharedCellsAgree(memory, result));
    ASSERT_DOUBLE_EQ(result.cost, CostOf(memory, task, result.codes.data()));
    const double least = LeastCost(memory, task, stuck);
    ASSERT_GE(result.cost, least * (1 - 1e-12));
    if (result.cost <= least * (1 + 1e-9) + 1e-9) ++optimal;
  }
  RecordProperty("optimal", optimal);
  EXPECT_GE(optimal, 0.9 * kTasks);
}

INSTANTIATE_TEST_SUITE_P(
    UpToFourSharedBits, StuckTileOracleTest,
    testing::Combine(testing::Values(std::pair{2, 2}, std::pair{4, 4}, std::pair{6, 4}),
                     testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain),
                     testing::Bool()));

TEST(StuckTileEncoderTest, IsAsGoodAsTheOtherEncoderWhereNothingIsStuck) {
  const MemoryOptions memory = Memory(8, 8, Layout::kSkew, true);
  double others = 0;
  double own = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const TileTask task = RandomTask(memory, seed, /*weighted=*/true);
    TileResult result;
    TileEncoder(memory, Starts(4)).Encode({task}, absl::MakeSpan(&result, 1));
    others += result.cost;
    own += StuckTileEncoder(memory, Starts(4)).Encode(task, {}).cost;
  }
  EXPECT_LT(own, 1.02 * others);
}

using PlanCase = std::tuple<int, Layout, EncodeMethod>;
class StuckCellsOfAPlanTest : public testing::TestWithParam<PlanCase> {};

TEST_P(StuckCellsOfAPlanTest, TheImageHasThemAsTheyAreAndOtherTilesDoNotChange) {
  const auto& [shared_bits, layout, method] = GetParam();
  const MemoryOptions memory = Memory(8, shared_bits, layout, true);
  const std::vector<float> weights = StratifiedGaussian(10 * memory.words_per_tile() - 3);
  const Scale scale{{2 * 2.7f / 256}, {127.5f}};
  std::vector<StuckCell> stuck = RandomCells(memory, 2, 5, 1);
  const std::vector<StuckCell> more = RandomCells(memory, 7, 20, 2);
  stuck.insert(stuck.end(), more.begin(), more.end());
  EncoderOptions options;
  options.method = method;
  const int64_t count = static_cast<int64_t>(weights.size());
  const MemoryPlan free_plan = PlanOf(memory, count, scale);
  const MemoryPlan plan = PlanOf(memory, count, scale, {}, stuck);
  const EncodedTiles free = *Encoder::Create(free_plan, options)->EncodeAll({weights});
  const EncodedTiles encoded = *Encoder::Create(plan, options)->EncodeAll({weights});
  const absl::StatusOr<GroupImage> image = MakeGroupImage(plan, encoded);
  ASSERT_TRUE(image.ok()) << image.status();
  for (const StuckCell& cell : stuck) {
    const int64_t at = cell.tile * memory.cells_per_tile() + cell.cell;
    const unsigned char byte =
        static_cast<unsigned char>(image->cells[static_cast<size_t>(at / 8)]);
    EXPECT_EQ((byte >> (at % 8) & 1) != 0, cell.value) << cell.tile << ", " << cell.cell;
  }
  const ptrdiff_t words = memory.words_per_tile();
  for (ptrdiff_t tile = 0; tile < 10; ++tile) {
    if (tile == 2 || tile == 7) continue;
    EXPECT_TRUE(std::equal(free.codes.begin() + tile * words,
                           free.codes.begin() + (tile + 1) * words,
                           encoded.codes.begin() + tile * words));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, StuckCellsOfAPlanTest,
    testing::Combine(testing::Values(0, 2, 4, 8),
                     testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain),
                     testing::Values(EncodeMethod::kJoint, EncodeMethod::kOwnerBits)));

}  // namespace
}  // namespace palimpsest
