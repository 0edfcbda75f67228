#include "server/engine/models/mlp.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

#include "server/engine/idx_dataset.h"

namespace palimpsest {
namespace {

class Mlp final : public Network {
 public:
  Mlp() {
    register_module("fc1", fc1_);
    register_module("bn1", bn1_);
    register_module("fc2", fc2_);
    register_module("bn2", bn2_);
    register_module("fc3", fc3_);
  }

  torch::Tensor forward(torch::Tensor images) override {
    torch::Tensor x = torch::relu(bn1_(fc1_(images.flatten(1))));
    x = torch::relu(bn2_(fc2_(x)));
    return fc3_(x);
  }

  int64_t smallest_batch() const override { return 2; }

 private:
  torch::nn::Linear fc1_{28 * 28, 256};
  torch::nn::BatchNorm1d bn1_{256};
  torch::nn::Linear fc2_{256, 128};
  torch::nn::BatchNorm1d bn2_{128};
  torch::nn::Linear fc3_{128, kClasses};
};

}  // namespace

std::shared_ptr<Network> MakeMlp() { return std::make_shared<Mlp>(); }

}  // namespace palimpsest
