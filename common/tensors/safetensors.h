#ifndef PALIMPSEST_COMMON_TENSORS_SAFETENSORS_H_
#define PALIMPSEST_COMMON_TENSORS_SAFETENSORS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// A float32 tensor with its name.
struct NamedTensor {
  std::string name;
  std::vector<int64_t> shape;  // empty for a scalar
  std::vector<float> values;   // row-major
};

// The content of a safetensors file (github.com/huggingface/safetensors), float32 tensors only.
struct Safetensors {
  std::vector<NamedTensor> tensors;  // in file order
  std::map<std::string, std::string> metadata;

  // nullptr if there is none of that name.
  const NamedTensor* Find(absl::string_view name) const;
};

// Bytes of the file. INVALID_ARGUMENT if a shape does not match its values or a name repeats.
absl::StatusOr<std::string> SerializeSafetensors(const Safetensors& content);

// DATA_LOSS naming what is wrong if the bytes are truncated or malformed; UNIMPLEMENTED naming the
// tensor and its dtype if one is not F32.
absl::StatusOr<Safetensors> ParseSafetensors(absl::string_view bytes);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_TENSORS_SAFETENSORS_H_
