#include "common/memory/permutation.h"

#include <cstddef>

#include "common/base/random.h"

namespace palimpsest {

Permutation::Permutation(uint64_t seed, int64_t count) : count_(static_cast<uint64_t>(count)) {
  while ((uint64_t{1} << (2 * half_bits_)) < count_) ++half_bits_;
  for (size_t round = 0; round < round_keys_.size(); ++round) {
    round_keys_[round] = SubSeed(seed, round);
  }
}

// The network permutes a larger range; walking its cycle until it comes back below the count makes
// it a permutation of 0..count-1.
int64_t Permutation::At(int64_t place) const {
  uint64_t value = static_cast<uint64_t>(place);
  do {
    value = Encrypt(value);
  } while (value >= count_);
  return static_cast<int64_t>(value);
}

int64_t Permutation::PlaceOf(int64_t element) const {
  uint64_t value = static_cast<uint64_t>(element);
  do {
    value = Decrypt(value);
  } while (value >= count_);
  return static_cast<int64_t>(value);
}

uint64_t Permutation::Encrypt(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_;
  uint64_t right = value & mask;
  for (const uint64_t key : round_keys_) {
    const uint64_t mixed = left ^ (SubSeed(key, right) & mask);
    left = right;
    right = mixed;
  }
  return (left << half_bits_) | right;
}

uint64_t Permutation::Decrypt(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_;
  uint64_t right = value & mask;
  for (auto key = round_keys_.rbegin(); key != round_keys_.rend(); ++key) {
    const uint64_t mixed = right ^ (SubSeed(*key, left) & mask);
    right = left;
    left = mixed;
  }
  return (left << half_bits_) | right;
}

}  // namespace palimpsest
