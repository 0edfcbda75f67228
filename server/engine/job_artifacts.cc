#include "server/engine/job_artifacts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::Status ArtifactWriter::Write(absl::string_view file_name, absl::string_view content) {
  RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(directory_, "/", file_name), content));
  v1::Artifact artifact;
  artifact.set_file_name(std::string(file_name));
  artifact.set_size_bytes(static_cast<int64_t>(content.size()));
  artifact.set_sha256(Sha256Hex(content));
  written_.push_back(std::move(artifact));
  return absl::OkStatus();
}

absl::Status ArtifactWriter::WriteTensors(absl::string_view file_name,
                                          std::vector<NamedTensor> tensors) {
  Safetensors content;
  content.tensors = std::move(tensors);
  ASSIGN_OR_RETURN(const std::string bytes, SerializeSafetensors(content));
  return Write(file_name, bytes);
}

}  // namespace palimpsest
