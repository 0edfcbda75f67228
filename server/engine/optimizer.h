#ifndef PALIMPSEST_SERVER_ENGINE_OPTIMIZER_H_
#define PALIMPSEST_SERVER_ENGINE_OPTIMIZER_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/spec.pb.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// Moves the parameters it was made for by their gradients. What it remembers from step to step can
// be taken out and put into another of its kind, which then goes on with the same bits. Not
// thread-safe.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  virtual void ZeroGradients() = 0;
  virtual void Step(double learning_rate) = 0;

  // All that it remembers, each tensor named after its parameter; nothing before the first step.
  virtual std::vector<NamedTensor> SaveState() const = 0;
  // The inverse, for a fresh one. DATA_LOSS naming the tensor that fits no parameter.
  virtual absl::Status LoadState(absl::Span<const NamedTensor> state) = 0;
};

// The optimizer of `sgd` (defaults filled in): gradient descent with Nesterov momentum, weight
// decay on parameters of two and more dimensions only.
std::unique_ptr<Optimizer> MakeOptimizer(const v1::SgdSpec& sgd,
                                         absl::Span<const NamedParameter> parameters);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_OPTIMIZER_H_
