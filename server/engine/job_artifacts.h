#ifndef PALIMPSEST_SERVER_ENGINE_JOB_ARTIFACTS_H_
#define PALIMPSEST_SERVER_ENGINE_JOB_ARTIFACTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/artifacts.pb.h"

namespace palimpsest {

// Writes a job's artifacts into one folder. Errors as WriteFileAtomically. Not thread-safe.
class ArtifactWriter {
 public:
  explicit ArtifactWriter(std::string directory) : directory_(std::move(directory)) {}

  absl::Status Write(absl::string_view file_name, absl::string_view content);
  absl::Status WriteTensors(absl::string_view file_name, std::vector<NamedTensor> tensors);

  // What was written, in order.
  const std::vector<v1::Artifact>& written() const { return written_; }

 private:
  std::string directory_;
  std::vector<v1::Artifact> written_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_JOB_ARTIFACTS_H_
