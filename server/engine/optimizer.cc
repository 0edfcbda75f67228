#include "server/engine/optimizer.h"

#include <torch/optim/sgd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

class Sgd final : public Optimizer {
 public:
  Sgd(const v1::SgdSpec& sgd, absl::Span<const NamedParameter> parameters)
      : parameters_(parameters.begin(), parameters.end()), sgd_(MakeSgd(sgd, parameters)) {}

  void ZeroGradients() override { sgd_.zero_grad(); }

  void Step(double learning_rate) override {
    for (auto& group : sgd_.param_groups()) group.options().set_lr(learning_rate);
    sgd_.step();
  }

  std::vector<NamedTensor> SaveState() const override {
    std::vector<NamedTensor> state;
    for (const NamedParameter& parameter : parameters_) {
      const auto found = sgd_.state().find(parameter.tensor.unsafeGetTensorImpl());
      if (found == sgd_.state().end()) continue;
      const torch::Tensor& momentum =
          static_cast<const torch::optim::SGDParamState&>(*found->second).momentum_buffer();
      state.push_back({parameter.name, momentum.sizes().vec(), ReadTensor(momentum)});
    }
    return state;
  }

  absl::Status LoadState(absl::Span<const NamedTensor> state) override {
    for (const NamedTensor& saved : state) {
      const auto parameter =
          std::find_if(parameters_.begin(), parameters_.end(),
                       [&saved](const NamedParameter& p) { return p.name == saved.name; });
      if (parameter == parameters_.end() || parameter->tensor.sizes().vec() != saved.shape) {
        return absl::DataLossError(
            absl::StrCat("the optimizer's state of ", saved.name, " fits no trained parameter"));
      }
      torch::Tensor momentum = torch::empty_like(parameter->tensor.detach());
      WriteTensor(saved.values, momentum);
      auto entry = std::make_unique<torch::optim::SGDParamState>();
      entry->momentum_buffer(std::move(momentum));
      sgd_.state()[parameter->tensor.unsafeGetTensorImpl()] = std::move(entry);
    }
    return absl::OkStatus();
  }

 private:
  static torch::optim::SGD MakeSgd(const v1::SgdSpec& sgd,
                                   absl::Span<const NamedParameter> parameters) {
    std::vector<torch::Tensor> matrices;
    std::vector<torch::Tensor> vectors;
    for (const NamedParameter& parameter : parameters) {
      (parameter.tensor.dim() > 1 ? matrices : vectors).push_back(parameter.tensor);
    }
    const auto options = [&sgd](double weight_decay) {
      return std::make_unique<torch::optim::SGDOptions>(
          torch::optim::SGDOptions(sgd.learning_rate())
              .momentum(sgd.momentum())
              .weight_decay(weight_decay)
              .nesterov(sgd.momentum() > 0));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(vectors, options(/*weight_decay=*/0));
    groups.emplace_back(matrices, options(sgd.weight_decay()));
    return torch::optim::SGD(groups, torch::optim::SGDOptions(sgd.learning_rate()));
  }

  const std::vector<NamedParameter> parameters_;
  torch::optim::SGD sgd_;
};

}  // namespace

std::unique_ptr<Optimizer> MakeOptimizer(const v1::SgdSpec& sgd,
                                         absl::Span<const NamedParameter> parameters) {
  return std::make_unique<Sgd>(sgd, parameters);
}

}  // namespace palimpsest
