#include "tests/unit/client/run_cli.h"

#include "client/command_line.h"

namespace palimpsest {

CliResult RunCli(const std::string& address, std::vector<std::string> arguments,
                 const std::string& standard_input) {
  TestConsole test_console;
  test_console.in.str(standard_input);
  arguments.insert(arguments.begin(), {"--server", address});
  const ExitCode exit_code = RunCommandLine(arguments, test_console.console);
  return {exit_code, test_console.out.str(), test_console.err.str()};
}

}  // namespace palimpsest
