#include "common/memory/tile_search.h"

#include <cmath>
#include <cstring>

#include "common/base/random.h"
#include "gtest/gtest.h"
#include "hwy/targets.h"

namespace palimpsest {
namespace {

MemoryOptions Memory(int bits, int shared_bits) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  return memory;
}

// Every lane another tile, which would like to hold any codes.
SearchBatch RandomBatch(const SearchPlan& plan, uint64_t seed) {
  SearchBatch batch;
  std::memset(&batch, 0, sizeof(batch));
  Random random(seed);
  const int levels = 1 << plan.bits;
  for (int lane = 0; lane < kSearchLanes; ++lane) {
    for (int word = 0; word < 2 * plan.shared_bits; ++word) {
      const double target = (random.Uniform() * 1.4 - 0.2) * levels;
      batch.target[word][lane] = static_cast<float>(std::floor(target * 4096) / 4096);
      batch.weight[word][lane] = static_cast<float>(random.Uniform());
      batch.code[word][lane] = static_cast<int32_t>(random.Below(levels));
    }
  }
  return batch;
}

int Bit(const SearchBatch& batch, int word, int bit, int lane) {
  return batch.code[word][lane] >> bit & 1;
}

TEST(TileSearchTest, WithoutDescentEachCellObeysTheWordInWhichItWeighsMore) {
  for (const int bits : {4, 7, 8}) {
    const SearchPlan plan(Memory(bits, 4), /*descend=*/false);
    const SearchBatch start = RandomBatch(plan, /*seed=*/1);
    SearchBatch batch = start;
    SearchTiles(plan, batch);
    for (int lane = 0; lane < kSearchLanes; ++lane) {
      for (int word = 0; word < 8; ++word) {
        for (int bit = 0; bit < bits; ++bit) {
          const SearchPlan::Crossing& crossing = plan.crossings[word][bit];
          if (crossing.word < 0) continue;
          const double own = batch.weight[word][lane] * std::pow(4.0, bit);
          const double other = batch.weight[crossing.word][lane] * crossing.size * crossing.size;
          ASSERT_NE(own, other);
          EXPECT_EQ(Bit(batch, word, bit, lane),
                    own > other ? Bit(start, word, bit, lane)
                                : Bit(start, crossing.word, bits - 1 - bit, lane));
        }
      }
    }
  }
}

TEST(TileSearchTest, WithoutDescentEachWordGetsTheBestPrivateBits) {
  const SearchPlan plan(Memory(8, 4), /*descend=*/false);
  SearchBatch batch = RandomBatch(plan, /*seed=*/2);
  SearchTiles(plan, batch);
  for (int lane = 0; lane < kSearchLanes; ++lane) {
    for (int word = 0; word < 8; ++word) {
      const int shared = batch.code[word][lane] & ~plan.private_mask;
      const float error = std::abs(batch.target[word][lane] - batch.code[word][lane]);
      for (int middle = 0; middle < 16; ++middle) {
        EXPECT_LE(error, std::abs(batch.target[word][lane] - (shared | middle << 2)));
      }
    }
  }
}

TEST(TileSearchTest, AtATieTheHigherBitDecides) {
  const SearchPlan plan(Memory(2, 2), /*descend=*/false);
  SearchBatch batch{};
  for (int word = 0; word < 4; ++word) {
    // The high bits of two words weigh as much as the low bits of the two that they meet.
    batch.weight[word][0] = word < 2 ? 4 : 1;
    batch.code[word][0] = word < 2 ? 0b10 : 0b00;
  }
  SearchTiles(plan, batch);
  // Low bits of the rows meet high bits of the columns, 4 * 1 against 1 * 4: the columns' zeros
  // win.
  for (int word = 0; word < 2; ++word) EXPECT_EQ(batch.code[word][0], 0b10);
  for (int word = 2; word < 4; ++word) EXPECT_EQ(batch.code[word][0], 0b01);
}

class TileSearchTargetTest : public testing::Test {
 protected:
  void TearDown() override {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
};

TEST_F(TileSearchTargetTest, EveryInstructionSetFindsTheSameCodes) {
  const int64_t all = hwy::SupportedTargets();
  int targets = 0;
  for (int bits = 2; bits <= 8; ++bits) {
    for (int shared_bits = 2; shared_bits <= bits; shared_bits += 2) {
      const SearchPlan plan(Memory(bits, shared_bits), /*descend=*/true);
      for (uint64_t seed = 0; seed < 20; ++seed) {
        const SearchBatch start = RandomBatch(plan, seed);
        SearchBatch expected = start;
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
        SearchTiles(plan, expected);
        targets = 0;
        for (int64_t rest = all; rest != 0; rest &= rest - 1) {
          hwy::SetSupportedTargetsForTest(rest & -rest);
          hwy::GetChosenTarget().DeInit();
          SearchBatch batch = start;
          SearchTiles(plan, batch);
          ++targets;
          ASSERT_EQ(std::memcmp(batch.code, expected.code, sizeof(batch.code)), 0)
              << hwy::TargetName(rest & -rest);
        }
      }
    }
  }
  RecordProperty("targets", targets);
}

}  // namespace
}  // namespace palimpsest
