#include "client/job_files/job_file.h"

#include <cstdint>
#include <istream>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/job_files/yaml_message.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

absl::StatusOr<v1::JobSpec> ParseDocuments(const std::vector<YAML::Node>& documents,
                                           const ValueSource& source) {
  if (documents.empty() || documents[0].IsNull()) {
    return absl::InvalidArgumentError(
        absl::StrCat(source.name, ": is empty; a job needs at least a model and a dataset"));
  }
  if (documents.size() > 1) {
    return source.Error(documents[1].Mark(), "", "a second document; a job file holds one");
  }
  v1::JobSpec spec;
  RETURN_IF_ERROR(ReadMessage(documents[0], source, "", spec));
  return spec;
}

}  // namespace

absl::StatusOr<v1::JobSpec> ParseJob(absl::string_view text, const std::string& name) {
  const ValueSource source{name, /*has_lines=*/true};
  if (text.size() > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": has more than ", kMaxBytes, " bytes; is it a job file?"));
  }
  try {  // yaml-cpp reports by exceptions
    return ParseDocuments(YAML::LoadAll(std::string(text)), source);
  } catch (const YAML::Exception& e) {
    return source.Error(e.mark, "", absl::StrCat("not valid YAML: ", e.msg));
  }
}

absl::StatusOr<v1::JobSpec> ReadJobFile(const std::string& path, std::istream& standard_input) {
  if (path == "-") {
    const std::string text(std::istreambuf_iterator<char>(standard_input), {});
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
