#include "client/verbs/arguments.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "common/base/utf8.h"
#include "common/job/resource_names.h"

namespace palimpsest {

std::string IsText(const std::string& text) {
  return IsUtf8(text) ? "" : absl::StrCat("expected UTF-8, got ", Quoted(text));
}

void AddLimitOption(CLI::App& verb, int64_t& limit) {
  verb.add_option("--limit", limit, "At most the newest so many; 0 is all")
      ->capture_default_str()
      ->check([](const std::string& text) -> std::string {
        int64_t number;
        if (absl::SimpleAtoi(text, &number) && number >= 0) return "";
        return absl::StrCat("expected a whole number of at least 0, got ", Quoted(text));
      });
}

absl::StatusOr<std::string> JobNameOfArgument(absl::string_view text) {
  const absl::string_view number = absl::StripPrefix(text, "jobs/");
  const absl::StatusOr<int64_t> job = ParseJobName(absl::StrCat("jobs/", number));
  if (job.ok()) return FormatJobName(*job);
  return absl::InvalidArgumentError(
      absl::StrCat("JOB: expected a job like 17 or jobs/17, got ", Quoted(text)));
}

absl::StatusOr<v1::Job::State> ParseState(absl::string_view text) {
  v1::Job::State state;
  if (v1::Job::State_Parse(absl::AsciiStrToUpper(text), &state) &&
      state != v1::Job::STATE_UNSPECIFIED) {
    return state;
  }
  std::vector<std::string> known;
  for (int i = v1::Job::QUEUED; i <= v1::Job::State_MAX; ++i) {
    known.push_back(StateText(static_cast<v1::Job::State>(i)));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--state: unknown state ", Quoted(text), "; ", SuggestName(text, known)));
}

}  // namespace palimpsest
