#include "server/engine/float_cache.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/files.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/job/spec_hash.h"

namespace palimpsest {
namespace {

// Raised whenever the same spec would train to other weights: another network, initialization,
// order or schedule.
constexpr int kTrainingVersion = 1;
// Safetensors has no checksum of its own.
constexpr char kDigestKey[] = "values_sha256";

std::string DigestOf(absl::Span<const NamedTensor> tensors) {
  Sha256 hash;
  for (const NamedTensor& tensor : tensors) {
    hash.Update(tensor.name);
    hash.Update({reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float)});
  }
  return hash.HexDigest();
}

// nullptr if all values are finite.
const NamedTensor* FindNonFinite(absl::Span<const NamedTensor> tensors) {
  const auto found = std::find_if(tensors.begin(), tensors.end(), [](const NamedTensor& tensor) {
    return !std::all_of(tensor.values.begin(), tensor.values.end(),
                        [](float value) { return std::isfinite(value); });
  });
  return found == tensors.end() ? nullptr : &*found;
}

}  // namespace

std::string FloatBaselineKey(const v1::JobSpec& spec, const FloatBaselineOrigin& origin) {
  // What is retrained or encoded later does not matter to the baseline.
  v1::JobSpec trained;
  trained.mutable_model()->set_name(spec.model().name());
  *trained.mutable_training() = spec.training();
  trained.set_seed(spec.seed());
  trained.set_device(spec.device());
  return Sha256Hex(absl::StrCat(kTrainingVersion, ";", MessageSha256(trained), ";",
                                origin.data_sha256, ";",
                                absl::StrJoin(origin.numeric_facts, "\n")));
}

std::string FloatCache::PathOf(absl::string_view key) const {
  return absl::StrCat(directory_, "/float-", key, ".safetensors");
}

absl::StatusOr<std::vector<NamedTensor>> FloatCache::Load(absl::string_view key) const {
  const std::string path = PathOf(key);
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  absl::StatusOr<Safetensors> content = ParseSafetensors(bytes);
  RETURN_IF_ERROR(Annotate(content.status(), path));
  const auto digest = content->metadata.find(kDigestKey);
  if (digest == content->metadata.end() || digest->second != DigestOf(content->tensors)) {
    return absl::DataLossError(absl::StrCat(path, ": its values do not match their checksum"));
  }
  if (const NamedTensor* tensor = FindNonFinite(content->tensors)) {
    return absl::DataLossError(
        absl::StrCat(path, ": ", tensor->name, " holds values that are not finite"));
  }
  return std::move(content->tensors);
}

absl::Status FloatCache::Store(absl::string_view key, std::vector<NamedTensor> state) const {
  if (const NamedTensor* tensor = FindNonFinite(state)) {
    return absl::FailedPreconditionError(
        absl::StrCat(tensor->name, " holds values that are not finite"));
  }
  Safetensors content;
  content.metadata[kDigestKey] = DigestOf(state);
  content.tensors = std::move(state);
  ASSIGN_OR_RETURN(const std::string bytes, SerializeSafetensors(content));
  RETURN_IF_ERROR(CreateDirectories(directory_));
  return WriteFileAtomically(PathOf(key), bytes);
}

}  // namespace palimpsest
