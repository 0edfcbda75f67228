#ifndef PALIMPSEST_TESTS_UNIT_CLIENT_RUN_CLI_H_
#define PALIMPSEST_TESTS_UNIT_CLIENT_RUN_CLI_H_

#include <sstream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/console.h"
#include "client/exit_code.h"
#include "common/base/clock.h"

namespace palimpsest {

// 2026-01-31 12:10:00 UTC, and stays there.
class StoppedClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(1769861400); }
  SteadyTime SteadyNow() const override { return SteadyTime(); }
};

// A console that keeps what is printed.
class TestConsole {
 public:
  explicit TestConsole(bool is_terminal = false, int columns = 80)
      : console{
            in, out, err, clock, absl::UTCTimeZone(), is_terminal, [columns] {
                  return columns; }} {}

  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  StoppedClock clock;
  Console console;
};

struct CliResult {
  ExitCode exit_code;
  std::string out;
  std::string err;
};

// Runs `palimpsest --server ADDRESS arguments...` in this process, in a pipe.
CliResult RunCli(const std::string& address, std::vector<std::string> arguments,
                 const std::string& standard_input = "");

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_CLIENT_RUN_CLI_H_
