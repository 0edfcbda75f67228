#include "server/engine/models/lenet5.h"

#include <torch/nn/functional/activation.h>
#include <torch/nn/functional/pooling.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "server/engine/models/module_network.h"

namespace palimpsest {
namespace {

namespace F = torch::nn::functional;

// Two convolutions of 5 x 5, the first padded, and two poolings must leave a pixel.
constexpr int64_t kSmallestSide = 12;

int64_t PooledSide(int64_t side) { return (side / 2 - 4) / 2; }

class LeNet5 final : public torch::nn::Module {
 public:
  LeNet5(const ImageShape& shape, int64_t classes)
      : conv1_(torch::nn::Conv2dOptions(shape.channels, 6, 5).padding(2)),
        fc1_(16 * PooledSide(shape.height) * PooledSide(shape.width), 120),
        fc3_(84, classes) {
    register_module("conv1", conv1_);
    register_module("bn1", bn1_);
    register_module("conv2", conv2_);
    register_module("bn2", bn2_);
    register_module("fc1", fc1_);
    register_module("fc2", fc2_);
    register_module("fc3", fc3_);
  }

  torch::Tensor forward(const torch::Tensor& images) {
    const auto pool = F::MaxPool2dFuncOptions(2);
    torch::Tensor x = F::max_pool2d(torch::relu(bn1_(conv1_(images))), pool);
    x = F::max_pool2d(torch::relu(bn2_(conv2_(x))), pool).flatten(1);
    return fc3_(torch::relu(fc2_(torch::relu(fc1_(x)))));
  }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_{6};
  torch::nn::Conv2d conv2_{torch::nn::Conv2dOptions(6, 16, 5)};
  torch::nn::BatchNorm2d bn2_{16};
  torch::nn::Linear fc1_;
  torch::nn::Linear fc2_{120, 84};
  torch::nn::Linear fc3_;
};

}  // namespace

absl::StatusOr<Network> MakeLeNet5(const ImageShape& shape, int64_t classes) {
  if (shape.height < kSmallestSide || shape.width < kSmallestSide) {
    return absl::InvalidArgumentError(
        absl::StrCat("lenet5 takes pictures of at least ", kSmallestSide, " x ", kSmallestSide,
                     " pixels, the data set's are ", ToString(shape)));
  }
  return NetworkOfModule(std::make_shared<LeNet5>(shape, classes));
}

}  // namespace palimpsest
