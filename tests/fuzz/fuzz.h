#ifndef PALIMPSEST_TESTS_FUZZ_FUZZ_H_
#define PALIMPSEST_TESTS_FUZZ_FUZZ_H_

#include <cstdio>
#include <cstdlib>

namespace palimpsest {

// Ends the program, and so reports the input as a finding, if `holds` is false.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_FUZZ_FUZZ_H_
