#ifndef PALIMPSEST_SERVER_ENGINE_FLOAT_CACHE_H_
#define PALIMPSEST_SERVER_ENGINE_FLOAT_CACHE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Everything besides the spec that a trained float baseline depends on.
struct FloatBaselineOrigin {
  std::string data_sha256;
  // Of the machine and its libraries (torch_runtime.h, NumericFacts).
  std::vector<std::string> numeric_facts;
};

// The content key of the float baseline that `spec` (defaults filled in) trains: equal keys, equal
// weights.
std::string FloatBaselineKey(const v1::JobSpec& spec, const FloatBaselineOrigin& origin);

// Trained float baselines as safetensors files in one folder, named by key. Several processes may
// share the folder: files appear whole. Immutable; thread-safe.
class FloatCache {
 public:
  explicit FloatCache(std::string directory) : directory_(std::move(directory)) {}

  // The state stored under `key`. NOT_FOUND if there is none; DATA_LOSS naming the file if it is
  // damaged or holds values that are not finite.
  absl::StatusOr<std::vector<NamedTensor>> Load(absl::string_view key) const;
  // FAILED_PRECONDITION naming a tensor whose values are not all finite; other errors as
  // WriteFileAtomically.
  absl::Status Store(absl::string_view key, std::vector<NamedTensor> state) const;

 private:
  std::string PathOf(absl::string_view key) const;

  std::string directory_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_FLOAT_CACHE_H_
