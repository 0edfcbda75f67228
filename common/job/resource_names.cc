#include "common/job/resource_names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace palimpsest {
namespace {

constexpr size_t kMaxFileNameBytes = 128;
constexpr size_t kWorkerIdDigits = 32;

// A positive number in its shortest decimal form; so that every resource has one name only.
template <typename Integer>
bool ParseNumber(absl::string_view text, Integer& number) {
  return absl::SimpleAtoi(text, &number) && number > 0 && absl::StrCat(number) == text;
}

absl::Status BadName(absl::string_view name, absl::string_view form) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", name, "\" is not a name of the form ", form));
}

}  // namespace

std::string FormatJobName(int64_t job) { return absl::StrCat("jobs/", job); }

std::string FormatAttemptName(const AttemptName& name) {
  return absl::StrCat("jobs/", name.job, "/attempts/", name.attempt);
}

std::string FormatArtifactName(const ArtifactName& name) {
  return absl::StrCat("jobs/", name.job, "/artifacts/", name.file_name);
}

std::string FormatWorkerName(absl::string_view id) { return absl::StrCat("workers/", id); }

absl::StatusOr<int64_t> ParseJobName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  int64_t job = 0;
  if (parts.size() != 2 || parts[0] != "jobs" || !ParseNumber(parts[1], job)) {
    return BadName(name, "jobs/17");
  }
  return job;
}

absl::StatusOr<AttemptName> ParseAttemptName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  AttemptName parsed;
  if (parts.size() != 4 || parts[0] != "jobs" || parts[2] != "attempts" ||
      !ParseNumber(parts[1], parsed.job) || !ParseNumber(parts[3], parsed.attempt)) {
    return BadName(name, "jobs/17/attempts/1");
  }
  return parsed;
}

absl::StatusOr<ArtifactName> ParseArtifactName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  ArtifactName parsed;
  if (parts.size() != 4 || parts[0] != "jobs" || parts[2] != "artifacts" ||
      !ParseNumber(parts[1], parsed.job) || !IsValidArtifactFileName(parts[3])) {
    return BadName(name, "jobs/17/artifacts/metrics.csv");
  }
  parsed.file_name = std::string(parts[3]);
  return parsed;
}

absl::StatusOr<std::string> ParseWorkerName(absl::string_view name) {
  absl::string_view id = name;
  if (!absl::ConsumePrefix(&id, "workers/") || id.size() != kWorkerIdDigits ||
      id.find_first_not_of("0123456789abcdef") != absl::string_view::npos) {
    return BadName(name, "workers/ID with an ID of 32 hexadecimal digits");
  }
  return std::string(id);
}

bool IsValidArtifactFileName(absl::string_view file_name) {
  if (file_name.empty() || file_name[0] == '.' || file_name.size() > kMaxFileNameBytes)
    return false;
  for (const char c : file_name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') {
      return false;
    }
  }
  return true;
}

}  // namespace palimpsest
