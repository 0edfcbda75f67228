#ifndef PALIMPSEST_CLIENT_ARTIFACTS_WEIGHT_VERIFICATION_H_
#define PALIMPSEST_CLIENT_ARTIFACTS_WEIGHT_VERIFICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/memory/memory_image.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/result.pb.h"

namespace palimpsest {

// One layer: what was compared.
struct LayerVerification {
  std::string name;
  int64_t weights = 0;
  std::string difference;  // the first one, in words; empty if there is none
};

struct WeightVerification {
  std::vector<LayerVerification> layers;  // in the order of the result
  std::string evaluated_sha256;           // what the result says
  std::string decoded_sha256;             // of the weights that the image decodes to; empty if a
                                          // layer could not be decoded
  std::string difference;                 // the first of all; empty: verified

  bool verified() const { return difference.empty(); }
};

// Whether the memory image, the quantized weights and the weights that were evaluated are the same,
// bit for bit: decodes every layer of the image, compares it with the tensor of its name, and
// hashes the decoded weights as JobResult.evaluated_weights_sha256 does. Every layer of the result
// must be in image and tensors, and the image may hold no other.
WeightVerification VerifyWeights(const std::vector<GroupImage>& image, const Safetensors& tensors,
                                 const v1::JobResult& result);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_ARTIFACTS_WEIGHT_VERIFICATION_H_
