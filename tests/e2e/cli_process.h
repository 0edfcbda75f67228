#ifndef PALIMPSEST_TESTS_E2E_CLI_PROCESS_H_
#define PALIMPSEST_TESTS_E2E_CLI_PROCESS_H_

#include <string>
#include <vector>

namespace palimpsest {

// What a finished `palimpsest` left behind.
struct CliOutcome {
  int exit_code = -1;  // -1 if a signal ended it
  std::string out;
  std::string err;
};

// Runs the real program `palimpsest --server ADDRESS arguments...` with its output in a pipe's
// place: files in `directory`. Waits for its end.
CliOutcome RunPalimpsest(const std::string& directory, const std::string& address,
                         const std::vector<std::string>& arguments);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_E2E_CLI_PROCESS_H_
