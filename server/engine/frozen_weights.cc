#include "server/engine/frozen_weights.h"

#include <ATen/ATen.h>

#include "server/engine/network_weights.h"

namespace palimpsest {

void FrozenWeights::Add(const torch::Tensor& weight, absl::Span<const uint8_t> mask,
                        absl::Span<const float> values) {
  const torch::Tensor mask_view =
      torch::from_blob(const_cast<uint8_t*>(mask.data()), weight.sizes(), torch::kUInt8);
  torch::Tensor frozen = torch::empty_like(weight.detach());
  WriteTensor(values, frozen);
  entries_.push_back({weight.detach(), mask_view.to(weight.device(), torch::kBool), frozen});
  WriteBack();
}

void FrozenWeights::WriteBack() const {
  for (const Entry& entry : entries_) {
    // A selection, not arithmetic: a nan in a frozen element must not survive.
    entry.weight.copy_(torch::where(entry.mask, entry.values, entry.weight));
  }
}

}  // namespace palimpsest
