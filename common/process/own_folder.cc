#include "common/process/own_folder.h"

#include <unistd.h>

#include <climits>

#include "absl/strings/string_view.h"

namespace palimpsest {

std::string OwnFolder() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  if (size <= 0) return ".";
  const absl::string_view program(path, static_cast<size_t>(size));
  return std::string(program.substr(0, program.rfind('/')));
}

}  // namespace palimpsest
