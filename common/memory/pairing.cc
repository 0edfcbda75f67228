#include "common/memory/pairing.h"

#include "common/base/random.h"

namespace palimpsest {

PairingOrder::PairingOrder(const MemoryOptions& memory, int64_t weight_count)
    : pairing_(memory.pairing), weight_count_(weight_count) {
  while ((uint64_t{1} << (2 * half_bits_)) < static_cast<uint64_t>(weight_count)) ++half_bits_;
  for (size_t round = 0; round < round_keys_.size(); ++round) {
    round_keys_[round] = SubSeed(memory.pairing_seed, round);
  }
}

int64_t PairingOrder::WeightAt(int64_t place) const {
  if (place >= weight_count_) return -1;
  if (pairing_ == Pairing::kWithinLayer) return place;
  // The permutation is one of a larger range; walking its cycle until it comes back below the count
  // makes it one of the layer's weights.
  uint64_t weight = static_cast<uint64_t>(place);
  do {
    weight = Permute(weight);
  } while (weight >= static_cast<uint64_t>(weight_count_));
  return static_cast<int64_t>(weight);
}

uint64_t PairingOrder::Permute(uint64_t place) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = place >> half_bits_;
  uint64_t right = place & mask;
  for (const uint64_t key : round_keys_) {
    const uint64_t mixed = left ^ (SubSeed(key, right) & mask);
    left = right;
    right = mixed;
  }
  return (left << half_bits_) | right;
}

}  // namespace palimpsest
