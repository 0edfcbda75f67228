#ifndef PALIMPSEST_TESTS_FUZZ_FUZZ_H_
#define PALIMPSEST_TESTS_FUZZ_FUZZ_H_

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace palimpsest {

// Ends the program, and so reports the input as a finding, if `holds` is false.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Equal to the bit: a NaN is what it was.
inline bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_FUZZ_FUZZ_H_
