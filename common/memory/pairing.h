#ifndef PALIMPSEST_COMMON_MEMORY_PAIRING_H_
#define PALIMPSEST_COMMON_MEMORY_PAIRING_H_

#include <array>
#include <cstdint>

#include "common/memory/memory_options.h"

namespace palimpsest {

// Which weight of a layer lies at which place of its memory. Place p belongs to word p mod
// words_per_tile of tile p / words_per_tile. kWithinLayer: weight p. kRandom: a seeded permutation,
// a Feistel network of four rounds over the next even power of two with cycle walking, so that no
// table is needed and any place costs the same. Immutable; thread-safe.
class PairingOrder {
 public:
  // A layer of `weight_count` > 0 weights.
  PairingOrder(const MemoryOptions& memory, int64_t weight_count);

  // The weight at `place`; -1 (padding) for places from weight_count on.
  int64_t WeightAt(int64_t place) const;

 private:
  uint64_t Permute(uint64_t place) const;

  Pairing pairing_;
  int64_t weight_count_;
  int half_bits_ = 1;
  std::array<uint64_t, 4> round_keys_{};
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_PAIRING_H_
