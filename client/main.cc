#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "client/command_line.h"
#include "client/console.h"
#include "common/process/stop_signals.h"
#include "common/rpc/quiet_libraries.h"

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
  palimpsest::QuietLibraries();
  const palimpsest::RealClock clock;
  palimpsest::OutputBuffer buffer(STDOUT_FILENO);
  std::ostream out(&buffer);
  palimpsest::Console console{std::cin,
                              out,
                              std::cerr,
                              clock,
                              absl::LocalTimeZone(),
                              /*out_is_terminal=*/isatty(STDOUT_FILENO) == 1,
                              TerminalColumns,
                              [&buffer] { return buffer.error_number() == EPIPE; }};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(palimpsest::RunCommandLine(arguments, console));
}
