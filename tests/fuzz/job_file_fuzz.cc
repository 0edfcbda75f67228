// Job files, YAML and JSON.

#include <google/protobuf/util/message_differencer.h>

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/display/json_output.h"
#include "client/job_files/job_file.h"
#include "tests/fuzz/fuzz.h"

using google::protobuf::util::MessageDifferencer;
using palimpsest::Require;
using palimpsest::v1::JobSpec;

// A job that was read is, in the JSON that `show` prints, a job file of the same job; what is no
// job is refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<JobSpec> spec = palimpsest::ParseJob(text, "job.yaml");
  if (!spec.ok()) {
    Require(spec.status().code() == absl::StatusCode::kInvalidArgument,
            "what is no job is an invalid argument");
    return 0;
  }
  const absl::StatusOr<JobSpec> again = palimpsest::ParseJob(palimpsest::ToJson(*spec), "job.json");
  Require(again.ok(), "the JSON of a job is a job file");
  Require(MessageDifferencer::Equals(*again, *spec), "and gives the same job");
  return 0;
}
