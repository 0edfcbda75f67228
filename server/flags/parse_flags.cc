#include "server/flags/parse_flags.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace palimpsest {
namespace {

void PrintError(absl::string_view program, absl::string_view message) {
  const std::string line =
      absl::StrCat(program, ": ", absl::StrReplaceAll(message, {{"\n", "; "}}), "\n");
  fputs(line.c_str(), stderr);
}

}  // namespace

int ParseFlags(CLI::App& app, absl::string_view program, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version are errors of this library's, too.
    if (error.get_exit_code() == 0) return app.exit(error);
    PrintError(program, error.what());
    return kExitUsage;
  }
  return -1;
}

int UsageError(absl::string_view program, const absl::Status& status) {
  PrintError(program, status.message());
  return kExitUsage;
}

int ExitCodeOf(absl::string_view program, const absl::Status& status) {
  if (status.ok()) return kExitDone;
  PrintError(program, status.message());
  return kExitFailed;
}

}  // namespace palimpsest
