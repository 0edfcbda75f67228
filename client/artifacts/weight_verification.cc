#include "client/artifacts/weight_verification.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

uint32_t Bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

std::string FloatText(float value) { return absl::StrFormat("%.9g (0x%08x)", value, Bits(value)); }

std::string ShapeText(const std::vector<int64_t>& shape) {
  return absl::StrCat("[", absl::StrJoin(shape, ", "), "]");
}

// The first difference between the decoded weights of a layer and its tensor.
std::string Compare(const PlanTensor& layer, const std::vector<float>& decoded,
                    const NamedTensor* tensor) {
  if (tensor == nullptr) return absl::StrCat(layer.name, " is not among the quantized weights");
  if (tensor->shape != layer.shape) {
    return absl::StrCat(layer.name, " has shape ", ShapeText(layer.shape),
                        " in the memory image and ", ShapeText(tensor->shape),
                        " in the quantized weights");
  }
  for (size_t i = 0; i < decoded.size(); ++i) {
    if (Bits(decoded[i]) == Bits(tensor->values[i])) continue;
    return absl::StrCat(layer.name, "[", i, "] is ", FloatText(decoded[i]),
                        " in the memory image and ", FloatText(tensor->values[i]),
                        " in the quantized weights");
  }
  return "";
}

void AddToHash(const std::vector<float>& weights, Sha256& hash) {
  std::string bytes(weights.size() * sizeof(uint32_t), '\0');
  for (size_t i = 0; i < weights.size(); ++i) {
    const uint32_t bits = Bits(weights[i]);
    for (size_t k = 0; k < sizeof(bits); ++k) {
      bytes[sizeof(bits) * i + k] = static_cast<char>(bits >> (8 * k));
    }
  }
  hash.Update(bytes);
}

// Collects the first difference of all.
class Verifier {
 public:
  Verifier(const std::vector<GroupImage>& image, const Safetensors& tensors)
      : image_(image), tensors_(tensors) {}

  WeightVerification Run(const v1::JobResult& result) {
    found_.evaluated_sha256 = result.evaluated_weights_sha256();
    if (result.layers().empty())
      Differ("the result names no layers, so there is nothing to verify");
    std::set<std::string> names;
    for (const v1::LayerResult& layer : result.layers()) {
      names.insert(layer.name());
      VerifyLayer(layer);
    }
    for (const GroupImage& group : image_) {
      for (const PlanTensor& tensor : group.plan.tensors()) {
        if (names.count(tensor.name) == 0) {
          Differ(absl::StrCat(tensor.name, " is in the memory image but not in the result"));
        }
      }
    }
    if (all_decoded_) found_.decoded_sha256 = hash_.HexDigest();
    if (all_decoded_ && found_.decoded_sha256 != found_.evaluated_sha256) {
      Differ(absl::StrCat("the weights that were evaluated have SHA-256 ", found_.evaluated_sha256,
                          ", those of the memory image ", found_.decoded_sha256));
    }
    return std::move(found_);
  }

 private:
  void Differ(const std::string& difference) {
    if (found_.difference.empty()) found_.difference = difference;
  }

  void VerifyLayer(const v1::LayerResult& layer) {
    found_.layers.push_back({layer.name(), layer.weights(), DecodeAndCompare(layer)});
    Differ(found_.layers.back().difference);
  }

  // Returns the difference, or "".
  std::string DecodeAndCompare(const v1::LayerResult& layer) {
    const PlanTensor* in_image = nullptr;
    const absl::StatusOr<std::vector<float>> decoded = Decode(layer.name(), in_image);
    if (!decoded.ok()) {
      all_decoded_ = false;
      return std::string(decoded.status().message());
    }
    AddToHash(*decoded, hash_);
    if (static_cast<int64_t>(decoded->size()) != layer.weights()) {
      return absl::StrCat(layer.name(), " has ", decoded->size(),
                          " weights in the memory image and ", layer.weights(), " in the result");
    }
    return Compare(*in_image, *decoded, tensors_.Find(layer.name()));
  }

  // The weights of a layer, and what the image says about it.
  absl::StatusOr<std::vector<float>> Decode(const std::string& name, const PlanTensor*& tensor) {
    for (const GroupImage& group : image_) {
      const absl::Span<const PlanTensor> tensors = group.plan.tensors();
      for (size_t t = 0; t < tensors.size(); ++t) {
        if (tensors[t].name != name) continue;
        tensor = &tensors[t];
        ASSIGN_OR_RETURN(std::vector<std::vector<float>> decoded, DecodeGroupImage(group));
        return std::move(decoded[t]);
      }
    }
    return absl::NotFoundError(absl::StrCat(name, " is not in the memory image"));
  }

  const std::vector<GroupImage>& image_;
  const Safetensors& tensors_;
  WeightVerification found_;
  Sha256 hash_;
  bool all_decoded_ = true;
};

}  // namespace

WeightVerification VerifyWeights(const std::vector<GroupImage>& image, const Safetensors& tensors,
                                 const v1::JobResult& result) {
  return Verifier(image, tensors).Run(result);
}

}  // namespace palimpsest
