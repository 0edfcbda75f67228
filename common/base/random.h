#ifndef PALIMPSEST_COMMON_BASE_RANDOM_H_
#define PALIMPSEST_COMMON_BASE_RANDOM_H_

#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"

namespace palimpsest {

// A finalizer that mixes all 64 bits (SplitMix64; Steele, Lea, Flood, OOPSLA 2014).
constexpr uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// The seed of a part of something seeded: independent streams for (seed, part).
constexpr uint64_t SubSeed(uint64_t seed, uint64_t part) {
  return Mix64(Mix64(seed + 0x9e3779b97f4a7c15u) ^ (part + 0x632be59bd9b4e019u));
}

// The seed that belongs to a name: the 64-bit FNV-1a hash of its bytes, mixed. What is seeded by
// its name keeps its seed whatever else there is.
constexpr uint64_t SeedOfName(absl::string_view name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return Mix64(hash);
}

// SplitMix64: small, seedable with any number, and the same on every machine, unlike the standard
// library's distributions. A URBG. Not thread-safe.
class Random {
 public:
  using result_type = uint64_t;

  explicit Random(uint64_t seed) : state_(seed) {}

  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return ~uint64_t{0}; }

  uint64_t operator()() { return Mix64(state_ += 0x9e3779b97f4a7c15u); }

  // Random(state()) goes on where this one stands.
  uint64_t state() const { return state_; }

  // Uniform in [0, bound), bound > 0 (multiply-shift; biased by less than bound / 2^64).
  uint64_t Below(uint64_t bound) {
    return static_cast<uint64_t>((static_cast<__uint128_t>((*this)()) * bound) >> 64);
  }

  // Uniform in [0, 1) with 53 random bits.
  double Uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

 private:
  uint64_t state_;
};

// Shuffles [first, last) (Fisher and Yates), the same on every machine.
template <typename Iterator>
void Shuffle(Iterator first, Iterator last, Random& random) {
  for (auto n = last - first; n > 1; --n) {
    using std::swap;
    swap(first[n - 1], first[static_cast<decltype(n)>(random.Below(static_cast<uint64_t>(n)))]);
  }
}

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_RANDOM_H_
