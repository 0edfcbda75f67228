#include "server/engine/models/lenet5.h"

#include <torch/nn/functional/activation.h>
#include <torch/nn/functional/pooling.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "server/engine/idx_dataset.h"

namespace palimpsest {
namespace {

namespace F = torch::nn::functional;

class LeNet5 final : public Network {
 public:
  LeNet5() {
    register_module("conv1", conv1_);
    register_module("bn1", bn1_);
    register_module("conv2", conv2_);
    register_module("bn2", bn2_);
    register_module("fc1", fc1_);
    register_module("fc2", fc2_);
    register_module("fc3", fc3_);
  }

  torch::Tensor forward(torch::Tensor images) override {
    const auto pool = F::MaxPool2dFuncOptions(2);
    torch::Tensor x = F::max_pool2d(torch::relu(bn1_(conv1_(images))), pool);
    x = F::max_pool2d(torch::relu(bn2_(conv2_(x))), pool).flatten(1);
    return fc3_(torch::relu(fc2_(torch::relu(fc1_(x)))));
  }

 private:
  torch::nn::Conv2d conv1_{torch::nn::Conv2dOptions(1, 6, 5).padding(2)};
  torch::nn::BatchNorm2d bn1_{6};
  torch::nn::Conv2d conv2_{torch::nn::Conv2dOptions(6, 16, 5)};
  torch::nn::BatchNorm2d bn2_{16};
  torch::nn::Linear fc1_{16 * 5 * 5, 120};
  torch::nn::Linear fc2_{120, 84};
  torch::nn::Linear fc3_{84, kClasses};
};

}  // namespace

std::shared_ptr<Network> MakeLeNet5() { return std::make_shared<LeNet5>(); }

}  // namespace palimpsest
