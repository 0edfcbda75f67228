#include "client/job_files/job_file.h"

#include <istream>

#include "absl/strings/str_cat.h"
#include "client/job_files/yaml_message.h"
#include "client/job_files/yaml_text.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

}  // namespace

absl::StatusOr<v1::JobSpec> ParseJob(absl::string_view text, const std::string& name) {
  const ValueSource source{name, /*has_lines=*/true};
  if (text.size() > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": has more than ", kMaxBytes, " bytes; is it a job file?"));
  }
  ASSIGN_OR_RETURN(const YAML::Node document, ParseYaml(text, source));
  if (document.IsNull()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": is empty; a job needs at least a model and a dataset"));
  }
  v1::JobSpec spec;
  RETURN_IF_ERROR(ReadMessage(document, source, "", spec));
  return spec;
}

absl::StatusOr<v1::JobSpec> ReadJobFile(const std::string& path, std::istream& standard_input) {
  if (path == "-") {
    // One byte more than is read shows that there is too much.
    std::string text(kMaxBytes + 1, '\0');
    standard_input.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(standard_input.gcount()));
    return ParseJob(text, "standard input");
  }
  std::string text;
  const absl::Status read = ReadFileInPieces(path, [&text](absl::string_view piece) {
    absl::StrAppend(&text, piece);
    return text.size() > kMaxBytes ? absl::OutOfRangeError("") : absl::OkStatus();
  });
  // ParseJob has the words for a file that is too large.
  if (!read.ok() && !absl::IsOutOfRange(read)) return absl::InvalidArgumentError(read.message());
  return ParseJob(text, path);
}

}  // namespace palimpsest
