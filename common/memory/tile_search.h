#ifndef PALIMPSEST_COMMON_MEMORY_TILE_SEARCH_H_
#define PALIMPSEST_COMMON_MEMORY_TILE_SEARCH_H_

#include <cstdint>

#include "common/memory/search_plan.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {

// Searches that run side by side, one a lane of a vector register. Whatever the width of the
// machine's registers, a lane's result depends on nothing but its own input.
inline constexpr int kSearchLanes = 16;

// Targets reach the search rounded to multiples of 2^-12 code units and limited to this range, so
// that every difference of a target and a code is exact in single precision. A weight beyond the
// limit (three times the range of 8-bit codes away) pulls at its neighbours as if it were there.
inline constexpr float kMinSearchTarget = -768;
inline constexpr float kMaxSearchTarget = 1023;

// The searches of kSearchLanes tiles, or of the same tile from several starting points, at rotation
// 0. Arrays are [word][lane], regular words first.
struct alignas(64) SearchBatch {
  // Input.
  float target[kMaxWordsPerTile][kSearchLanes];
  float weight[kMaxWordsPerTile][kSearchLanes];  // >= 0, the largest of a tile near 1
  // Input: what each word would like to hold. The start gives each cell the bit of the word in
  // which it weighs more, and each word its best private bits. Output: what it holds.
  int32_t code[kMaxWordsPerTile][kSearchLanes];

  // Of the search.
  float twice_error[kMaxWordsPerTile][kSearchLanes];  // 2 (target - code), exact
  float inverse_weight[kMaxWordsPerTile][kSearchLanes];
  float squared_reach[kMaxWordsPerTile][kSearchLanes];
};

// Block coordinate descent: gives each word in turn the code that is best while all other words
// keep theirs, which changes their shared bits, until no word changes. The best code is exact up to
// rounding: a word keeps its code unless the gain exceeds 2^-22 of the costs that were added up.
// Thread-safe.
void SearchTiles(const SearchPlan& plan, SearchBatch& batch);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_TILE_SEARCH_H_
