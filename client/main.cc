#include <errno.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "client/command_line.h"
#include "client/console.h"
#include "common/process/stop_signals.h"

namespace {

int TerminalColumns() {
  constexpr int kUsualColumns = 80;
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kUsualColumns;
}

// Errors are told once, in our words. Who debugs gRPC asks it for its lines.
void SilenceLibraries() {
  if (getenv("GRPC_VERBOSITY") == nullptr) {
    gpr_set_log_function([](gpr_log_func_args* /*message*/) {});
  }
  google::protobuf::SetLogHandler(nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  palimpsest::IgnoreBrokenPipes();
  SilenceLibraries();
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
