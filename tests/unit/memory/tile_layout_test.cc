#include "common/memory/tile_layout.h"

#include <set>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

MemoryOptions Memory(int bits, int shared_bits, Layout layout) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  memory.layout = layout;
  return memory;
}

TEST(TileLayoutTest, TheSharedBitsAreTheLowestAndTheHighest) {
  const TileLayout layout(Memory(7, 4, Layout::kSkew));
  EXPECT_EQ(layout.significance(0), 0);
  EXPECT_EQ(layout.significance(1), 1);
  EXPECT_EQ(layout.significance(2), 5);
  EXPECT_EQ(layout.significance(3), 6);
  EXPECT_EQ(layout.private_mask(), 0b0011100);
}

TEST(TileLayoutTest, WithoutSharedBitsAllArePrivate) {
  EXPECT_EQ(TileLayout(Memory(5, 0, Layout::kSkew)).private_mask(), 0b11111);
}

TEST(TileLayoutTest, WithAllBitsSharedNoneIsPrivate) {
  EXPECT_EQ(TileLayout(Memory(8, 8, Layout::kSkew)).private_mask(), 0);
}

TEST(TileLayoutTest, SkewFollowsItsFormula) {
  const TileLayout layout(Memory(8, 8, Layout::kSkew));
  for (int rotation = 0; rotation < 8; ++rotation) {
    for (int row = 0; row < 8; ++row) {
      for (int column = 0; column < 8; ++column) {
        const int m = (row + column + rotation) % 8;
        EXPECT_EQ(layout.RegularIndex(row, column, rotation), m);
        EXPECT_EQ(layout.TransposedIndex(row, column, rotation), 7 - m);
      }
    }
  }
}

class EveryLayoutTest : public testing::TestWithParam<Layout> {};

TEST_P(EveryLayoutTest, EachWordHasEachOfItsIndicesOnce) {
  for (const int s : {2, 4, 6, 8}) {
    const TileLayout layout(Memory(8, s, GetParam()));
    for (int rotation = 0; rotation < s; ++rotation) {
      for (int line = 0; line < s; ++line) {
        std::set<int> regular;
        std::set<int> transposed;
        for (int place = 0; place < s; ++place) {
          regular.insert(layout.RegularIndex(line, place, rotation));
          transposed.insert(layout.TransposedIndex(place, line, rotation));
        }
        EXPECT_EQ(regular.size(), static_cast<size_t>(s));
        EXPECT_EQ(transposed.size(), static_cast<size_t>(s));
        EXPECT_EQ(*regular.begin(), 0);
        EXPECT_EQ(*regular.rbegin(), s - 1);
        EXPECT_EQ(*transposed.begin(), 0);
        EXPECT_EQ(*transposed.rbegin(), s - 1);
      }
    }
  }
}

TEST_P(EveryLayoutTest, ARotationRenumbersTheColumns) {
  const TileLayout layout(Memory(6, 6, GetParam()));
  for (int rotation = 0; rotation < 6; ++rotation) {
    for (int row = 0; row < 6; ++row) {
      for (int column = 0; column < 6; ++column) {
        EXPECT_EQ(layout.RegularIndex(row, column, rotation),
                  layout.RegularIndex(row, (column + rotation) % 6, 0));
        EXPECT_EQ(layout.TransposedIndex(row, column, rotation),
                  layout.TransposedIndex(row, (column + rotation) % 6, 0));
      }
    }
  }
}

// In how many cells an index of the upper half meets one of the lower half.
int CellsThatKeepTheRule(Layout kind, int s) {
  const TileLayout layout(Memory(8, s, kind));
  int cells = 0;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column) {
      const bool regular_high = layout.RegularIndex(row, column, 0) >= s / 2;
      const bool transposed_high = layout.TransposedIndex(row, column, 0) >= s / 2;
      if (regular_high != transposed_high) ++cells;
    }
  }
  return cells;
}

TEST(TileLayoutTest, InSkewEachSignificanceMeetsItsMirrorImageInEveryCell) {
  for (const int s : {2, 4, 6, 8}) {
    const TileLayout layout(Memory(8, s, Layout::kSkew));
    for (int row = 0; row < s; ++row) {
      for (int column = 0; column < s; ++column) {
        EXPECT_EQ(layout.RegularIndex(row, column, 0) + layout.TransposedIndex(row, column, 0),
                  s - 1);
      }
    }
    EXPECT_EQ(CellsThatKeepTheRule(Layout::kSkew, s), s * s);
  }
}

TEST(TileLayoutTest, InNibbleUpperHalvesMeetLowerHalvesInEveryCell) {
  for (const int s : {2, 4, 6, 8}) {
    EXPECT_EQ(CellsThatKeepTheRule(Layout::kNibble, s), s * s);
  }
}

TEST(TileLayoutTest, InPlainHalfOfTheCellsBreakTheRule) {
  for (const int s : {2, 4, 6, 8}) {
    EXPECT_EQ(CellsThatKeepTheRule(Layout::kPlain, s), s * s / 2);
  }
  const TileLayout layout(Memory(8, 8, Layout::kPlain));
  EXPECT_EQ(layout.RegularIndex(7, 7, 0), 7);
  EXPECT_EQ(layout.TransposedIndex(7, 7, 0), 7);
}

INSTANTIATE_TEST_SUITE_P(Layouts, EveryLayoutTest,
                         testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain));

}  // namespace
}  // namespace palimpsest
