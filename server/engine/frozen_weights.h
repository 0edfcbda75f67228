#ifndef PALIMPSEST_SERVER_ENGINE_FROZEN_WEIGHTS_H_
#define PALIMPSEST_SERVER_ENGINE_FROZEN_WEIGHTS_H_

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace palimpsest {

// The weights of a network that must not change while the rest is trained. Whatever an optimizer
// does to them, momentum, decay and all, WriteBack after its step puts the same bits back. Not
// thread-safe.
class FrozenWeights {
 public:
  // `weight` is the network's own parameter; elements with mask 1 are frozen at their value in
  // `values`. Both have as many elements as the parameter.
  void Add(const torch::Tensor& weight, absl::Span<const uint8_t> mask,
           absl::Span<const float> values);

  // Restores the frozen elements.
  void WriteBack() const;

 private:
  struct Entry {
    torch::Tensor weight;
    torch::Tensor mask;    // bool, on the weight's device
    torch::Tensor values;  // as the weight
  };
  std::vector<Entry> entries_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_FROZEN_WEIGHTS_H_
