#ifndef PALIMPSEST_COMMON_MEMORY_PERMUTATION_H_
#define PALIMPSEST_COMMON_MEMORY_PERMUTATION_H_

#include <array>
#include <cstdint>

namespace palimpsest {

// A seeded permutation of 0..count-1: a Feistel network of four rounds over the next even power of
// two with cycle walking, so that no table is needed and any element costs the same, in both
// directions. Immutable; thread-safe.
class Permutation {
 public:
  Permutation(uint64_t seed, int64_t count);

  // What lies at `place`; both in 0..count-1.
  int64_t At(int64_t place) const;
  // Where `element` lies: the inverse.
  int64_t PlaceOf(int64_t element) const;

 private:
  uint64_t Encrypt(uint64_t value) const;
  uint64_t Decrypt(uint64_t value) const;

  uint64_t count_;
  int half_bits_ = 1;
  std::array<uint64_t, 4> round_keys_{};
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_PERMUTATION_H_
