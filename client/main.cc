#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "client/command_line.h"
#include "client/console.h"
#include "common/process/poll.h"
#include "common/process/stop_signals.h"

namespace {

int TerminalColumns() {
  constexpr int kUsualColumns = 80;
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kUsualColumns;
}

}  // namespace

int main(int argc, char** argv) {
  palimpsest::IgnoreBrokenPipes();
  const palimpsest::RealClock clock;
  palimpsest::Console console{std::cin,
                              std::cout,
                              std::cerr,
                              clock,
                              absl::LocalTimeZone(),
                              /*out_is_terminal=*/isatty(STDOUT_FILENO) == 1,
                              TerminalColumns,
                              [] { return palimpsest::IsBrokenPipe(STDOUT_FILENO); }};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(palimpsest::RunCommandLine(arguments, console));
}
