#include "server/worker/leftovers.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsAttemptFolderName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '-');
  return parts.size() == 4 && parts[0] == "jobs" && IsNumber(parts[1]) && parts[2] == "attempts" &&
         IsNumber(parts[3]);
}

}  // namespace

std::string AttemptFolderName(absl::string_view attempt) {
  return absl::StrReplaceAll(attempt, {{"/", "-"}});
}

absl::Status RemoveLeftovers(const std::string& work_dir) {
  RETURN_IF_ERROR(CreateDirectories(work_dir));
  std::error_code error;
  std::vector<std::string> leftovers;
  for (std::filesystem::directory_iterator entry(work_dir, error), end; !error && entry != end;
       entry.increment(error)) {
    if (IsAttemptFolderName(entry->path().filename().string())) {
      leftovers.push_back(entry->path().string());
    }
  }
  if (error) return ErrnoStatus(error.value(), absl::StrCat("list ", work_dir));
  for (const std::string& folder : leftovers) RETURN_IF_ERROR(RemoveAll(folder));
  return absl::OkStatus();
}

}  // namespace palimpsest
